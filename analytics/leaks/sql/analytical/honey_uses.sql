-- Raises an alert about a thing that belongs to nobody and that somebody outside of the analytical store used, such as a
-- token of the API. `watch` asks again until it has noted that the alert stands, so that each use is one alert.
CREATE OR REPLACE FUNCTION governance.honey_used(
    use_id uuid, thing text, place text, network text, seen_by text, seen_at timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    LOCK TABLE governance.leak_alert IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM governance.leak_alert AS a WHERE a.rule = 'honey_use' AND a.event_id = use_id) THEN
        RETURN;
    END IF;
    INSERT INTO governance.leak_alert (id, rule, reader_id, role, login, relation, detail, read_at, event_id, stopped, state,
                                       note, triaged_by)
    VALUES (uuidv7(), 'honey_use', network, 'unknown', seen_by, thing, place, seen_at, use_id, 0, 'open', '', '');
END
$$;
REVOKE ALL ON FUNCTION governance.honey_used(uuid, text, text, text, text, timestamptz) FROM PUBLIC;
