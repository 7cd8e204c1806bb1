-- Numbers for the week's digest: alerts that were raised in a span, and those older than it that nobody has decided, by rule
-- and state.
CREATE OR REPLACE FUNCTION governance.leak_digest(since timestamptz, until timestamptz)
RETURNS TABLE (rule text, state text, raised bigint, waiting bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    SELECT a.rule::text, a.state::text, count(*) FILTER (WHERE a.created_at >= since),
           count(*) FILTER (WHERE a.created_at < since)
    FROM governance.leak_alert AS a
    WHERE a.created_at < until AND (a.created_at >= since OR a.state IN ('open', 'examined'))
    GROUP BY 1, 2;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_digest(timestamptz, timestamptz) FROM PUBLIC;
