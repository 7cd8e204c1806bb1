-- Accesses of the other stores, which `watch` carries into the access log: it adds lines, of other stores only, and can
-- neither read nor change one.

-- From when on lines of the audit log may not be carried yet. A transaction that is committed late has an early time, so
-- that the last minutes are asked for again.
CREATE OR REPLACE FUNCTION governance.accesses_carried_until() RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN COALESCE((SELECT max(c.made_at) FROM governance.carried_access AS c), clock_timestamp() - interval '1 day')
           - interval '5 minutes';
END
$$;
REVOKE ALL ON FUNCTION governance.accesses_carried_until() FROM PUBLIC;

-- True where the line is new. Which line of the audit log it is stands in its purpose.
CREATE OR REPLACE FUNCTION governance.access_carried(
    source uuid, source_at timestamptz, reader text, reader_role text, place text, way text, what_for text, fingerprint uuid
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    IF place !~ '^(public|restaurants)\.' THEN
        RAISE EXCEPTION 'Reads of this store are noted by whoever reads.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF source_at > clock_timestamp() + interval '5 minutes' THEN
        RAISE EXCEPTION 'The line is from the future.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO governance.carried_access (event, made_at) VALUES (source, source_at) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO governance.access_event
        (id, reader_id, role, login, relation, version, columns, rows, subjects, purpose, kind, row_fingerprints)
    VALUES (uuidv7(), left(reader, 100), left(reader_role, 40), caller, left(place, 100), '', '{}', 1, NULL,
            left(what_for || ', line ' || source || ' of the audit log', 200), way, array_remove(ARRAY[fingerprint], NULL));
    DELETE FROM governance.carried_access AS c WHERE c.made_at < (
        SELECT max(newest.made_at) - interval '1 hour' FROM governance.carried_access AS newest);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION governance.access_carried(uuid, timestamptz, text, text, text, text, text, uuid) FROM PUBLIC;
