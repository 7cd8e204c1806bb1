-- Statements that people wrote at the console may name somebody, so they go after thirty days. What they read stays in
-- the access log.

CREATE OR REPLACE FUNCTION governance.sql_statements_expire() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM governance.sql_statement WHERE created_at < clock_timestamp() - interval '30 days'
$$;
REVOKE ALL ON FUNCTION governance.sql_statements_expire() FROM PUBLIC;
