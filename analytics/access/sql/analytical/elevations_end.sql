-- The end of an elevation, for two enforcers that know nothing of each other. `elevations_over` names the logins that
-- must go; the four steps after it are statements of their own, so that a later one that fails or waits takes nothing
-- of an earlier one back. Each does nothing where it was done, and nothing to a login that still counts.

CREATE OR REPLACE FUNCTION governance.elevations_over() RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    -- Both enforcers may be at it. Who comes second leaves it to the first.
    UPDATE governance.elevation SET seen_at = clock_timestamp()
    WHERE id IN (SELECT e.id FROM governance.elevation AS e
                 WHERE e.ended_at IS NULL AND e.seen_at < clock_timestamp() FOR UPDATE SKIP LOCKED);
    -- A login of this name that no elevation stands for was made by hand.
    RETURN QUERY
    SELECT r.rolname::text FROM pg_roles AS r
    WHERE r.rolname ~ '^el_[0-9a-f]{12}$' AND governance.elevation_may_end(r.rolname::text)
      AND has_database_privilege(r.oid, current_database(), 'CONNECT')
    UNION
    SELECT e.login::text FROM governance.elevation AS e
    WHERE e.ended_at IS NULL AND NOT governance.elevation_is_live(e);
END
$$;
REVOKE ALL ON FUNCTION governance.elevations_over() FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_may_end(ended text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT ended ~ '^el_[0-9a-f]{12}$'
       AND NOT EXISTS (SELECT 1 FROM governance.elevation AS e WHERE e.login = ended AND governance.elevation_is_live(e))
$$;
REVOKE ALL ON FUNCTION governance.elevation_may_end(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_shut(ended text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    IF governance.elevation_may_end(ended) AND EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ended AND rolcanlogin) THEN
        EXECUTE format('ALTER ROLE %I NOLOGIN CONNECTION LIMIT 0', ended);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_shut(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_revoke(ended text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    given record;
BEGIN
    IF NOT governance.elevation_may_end(ended) OR NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ended) THEN
        RETURN;
    END IF;
    FOR given IN
        SELECT DISTINCT c.oid::regclass::text AS relation FROM pg_class AS c
        LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
        CROSS JOIN LATERAL (SELECT grantee FROM aclexplode(c.relacl) UNION SELECT grantee FROM aclexplode(a.attacl)) AS acl
        WHERE acl.grantee = (SELECT oid FROM pg_roles WHERE rolname = ended)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %I', given.relation, ended);
    END LOOP;
    FOR given IN
        SELECT n.nspname FROM pg_namespace AS n, LATERAL aclexplode(n.nspacl) AS acl
        WHERE acl.grantee = (SELECT oid FROM pg_roles WHERE rolname = ended)
    LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', given.nspname, ended);
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM %I', current_database(), ended);
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_revoke(text) FROM PUBLIC;

-- How many sessions are left. They go one after the other, whatever they hold: a transaction, a cursor, a COPY.
CREATE OR REPLACE FUNCTION governance.elevation_terminate(ended text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    IF NOT governance.elevation_may_end(ended) THEN
        RETURN 0;
    END IF;
    PERFORM pg_terminate_backend(s.pid) FROM pg_stat_activity AS s WHERE s.usename = ended;
    PERFORM pg_stat_clear_snapshot();
    RETURN (SELECT count(*) FROM pg_stat_activity AS s WHERE s.usename = ended);
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_terminate(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_drop(ended text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
    caller CONSTANT name := session_user;
    policy record;
BEGIN
    IF NOT governance.elevation_may_end(ended) THEN
        RETURN;
    END IF;
    -- A session outlives its role, and nobody would find it any more.
    IF EXISTS (SELECT 1 FROM pg_stat_activity AS s WHERE s.usename = ended) THEN
        RAISE EXCEPTION 'Sessions of % are left.', ended USING ERRCODE = 'object_in_use';
    END IF;
    FOR policy IN
        SELECT p.polname, p.polrelid::regclass::text AS relation FROM pg_policy AS p
        WHERE p.polroles @> ARRAY[(SELECT oid FROM pg_roles WHERE rolname = ended)]
    LOOP
        EXECUTE format('DROP POLICY %I ON %s', policy.polname, policy.relation);
    END LOOP;
    EXECUTE format('DROP ROLE IF EXISTS %I', ended);
    UPDATE governance.elevation SET ended_at = clock_timestamp(), ended_by = caller
    WHERE login = ended AND ended_at IS NULL;
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_drop(text) FROM PUBLIC;
