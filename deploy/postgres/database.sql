-- Run by the superuser in each database of a cluster, `postgres` and `template1` too, as often as you like. It closes what
-- PostgreSQL leaves open to every login, and lets the migrator hand some of it on. `manage.py policy verify` compares.

DO $$
DECLARE
    -- Locks that hold up whoever asks for the same number; writing to the log; ending sessions; what others do, and how
    -- much there is of what nobody may read; large objects, a place to keep loot in that no grant speaks of; what reads
    -- tables that a text names, so that neither a plan nor the access log names them.
    closed CONSTANT text := '^(pg_(try_)?advisory_.*|pg_logical_emit_message|pg_(cancel|terminate)_backend'
        '|pg_stat_(get|have)_.*|pg_(relation|total_relation|table|indexes|database|tablespace)_size|lo_.*|be_lo_.*'
        '|(query|table|schema|database|cursor)_to_xml.*|ts_stat)$';
    open_functions text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    SELECT string_agg(oid::regprocedure::text, ', ') INTO open_functions FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ closed
      AND EXISTS (SELECT FROM aclexplode(COALESCE(proacl, acldefault('f', proowner))) WHERE grantee = 0);
    IF open_functions IS NOT NULL THEN
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', open_functions);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO migrator WITH GRANT OPTION', open_functions);
    END IF;
    -- The catalog tells everybody what there is, and not how many rows it has.
    IF has_column_privilege('migrator', 'pg_class', 'reltuples', 'SELECT WITH GRANT OPTION') IS FALSE THEN
        REVOKE SELECT ON pg_class FROM PUBLIC;
        GRANT SELECT ON pg_class TO migrator WITH GRANT OPTION;
        EXECUTE (
            SELECT format('GRANT SELECT (%s) ON pg_class TO PUBLIC', string_agg(quote_ident(attname), ', '))
            FROM pg_attribute WHERE attrelid = 'pg_class'::regclass
              AND attname NOT IN ('reltuples', 'relpages', 'relallvisible', 'relallfrozen')
        );
    END IF;
    -- After an erasure a function of the migrator lets go of the log's files that deleted rows stand in.
    GRANT EXECUTE ON FUNCTION pg_switch_wal() TO migrator;
    -- The planner's samples of deleted rows: the migrator lets the login vacuum rewrite them.
    GRANT MAINTAIN ON pg_statistic TO migrator WITH GRANT OPTION;
END
$$;
-- Who writes functions can read past views.
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
ALTER LANGUAGE plpgsql OWNER TO migrator;
ALTER LANGUAGE sql OWNER TO migrator;
