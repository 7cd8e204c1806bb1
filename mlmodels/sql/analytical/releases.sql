-- How many people were erased since rows were taken to train a model, for its mark. It says nothing of who they were.
CREATE OR REPLACE FUNCTION governance.erasures_since(since timestamp with time zone)
RETURNS TABLE (erasures integer, last_at timestamp with time zone)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT count(*)::integer, max(request.facts_at)
    FROM governance.privacy_request AS request
    WHERE request.kind = 'erasure' AND request.facts_at > since
$$;
REVOKE ALL ON FUNCTION governance.erasures_since(timestamp with time zone) FROM PUBLIC;
