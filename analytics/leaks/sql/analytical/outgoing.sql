-- Raises an alert about what was found in a file or a mail that was to leave. It stops nobody, and takes nothing of what the
-- rules of reading may raise in a week. One a day for the same finding; ten a day for each reader, of what was stopped and
-- of what was delivered, so that neither silences the other; and fifty for each process that looks, so that none of them
-- sends mail without end.
CREATE OR REPLACE FUNCTION governance.outgoing_found(
    reader text, reader_role text, source text, is_stopped boolean, what text, place text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    finding CONSTANT text := CASE WHEN is_stopped THEN 'Stopped. ' ELSE 'Delivered. ' END;
    full_detail CONSTANT text := left(finding || what || '. ' || place, 500);
    short_source CONSTANT text := left(source, 100);
    alert_id CONSTANT uuid := uuidv7();
    since CONSTANT timestamptz := clock_timestamp() - interval '1 day';
BEGIN
    LOCK TABLE governance.leak_alert IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (
        SELECT 1 FROM governance.leak_alert AS a
        WHERE a.rule = 'outgoing' AND a.reader_id = reader AND a.created_at > since AND a.relation = short_source
          AND starts_with(a.detail, finding || what || '. ')
    ) OR 10 <= (
        SELECT count(*) FROM governance.leak_alert AS a
        WHERE a.rule = 'outgoing' AND a.reader_id = reader AND a.created_at > since AND starts_with(a.detail, finding)
    ) OR 50 <= (
        SELECT count(*) FROM governance.leak_alert AS a
        WHERE a.rule = 'outgoing' AND a.login = caller AND a.created_at > since
    ) THEN
        RETURN;
    END IF;
    INSERT INTO governance.leak_alert (id, rule, reader_id, role, login, relation, detail, read_at, event_id, stopped, state,
                                       note, triaged_by)
    VALUES (alert_id, 'outgoing', left(reader, 100), left(reader_role, 40), caller, short_source, full_detail,
            clock_timestamp(), alert_id, 0, 'open', '', '');
END
$$;
REVOKE ALL ON FUNCTION governance.outgoing_found(text, text, text, boolean, text, text) FROM PUBLIC;
