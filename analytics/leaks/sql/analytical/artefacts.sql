-- Raises an alert about a model's artefact that the calling process refused: once a day for each release and reason, and ten
-- a day for each process, so that whoever puts files there can neither silence the next alert nor send mail without end. The
-- caller names neither itself nor the time. It stops nobody, and what the rules of reading may raise in a week stays as it is.
CREATE OR REPLACE FUNCTION governance.artefact_refused(model text, release text, found_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    artefact CONSTANT text := left(model, 40) || ' ' || left(release, 20);
    short_reason CONSTANT text := left(found_reason, 500);
    alert_id CONSTANT uuid := uuidv7();
    since CONSTANT timestamptz := clock_timestamp() - interval '1 day';
BEGIN
    LOCK TABLE governance.leak_alert IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (
        SELECT 1 FROM governance.leak_alert AS a
        WHERE a.rule = 'artefact' AND a.reader_id = caller AND a.created_at > since
          AND a.relation = artefact AND a.detail = short_reason
    ) OR 10 <= (
        SELECT count(*) FROM governance.leak_alert AS a
        WHERE a.rule = 'artefact' AND a.reader_id = caller AND a.created_at > since
    ) THEN
        RETURN;
    END IF;
    INSERT INTO governance.leak_alert (id, rule, reader_id, role, login, relation, detail, read_at, event_id, stopped, state,
                                       note, triaged_by)
    VALUES (alert_id, 'artefact', caller, 'process', caller, artefact, short_reason, clock_timestamp(), alert_id, 0, 'open',
            '', '');
END
$$;
REVOKE ALL ON FUNCTION governance.artefact_refused(text, text, text) FROM PUBLIC;
