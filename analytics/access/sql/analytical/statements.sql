-- Statements that people wrote at the console may name somebody, so they go after thirty days, and counts of downloads with
-- them. What they read stays in the access log.

CREATE OR REPLACE FUNCTION governance.sql_statements_expire() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM governance.sql_statement WHERE created_at < clock_timestamp() - interval '30 days';
    DELETE FROM governance.download_count WHERE day < (clock_timestamp() AT TIME ZONE 'UTC')::date - 30;
$$;
REVOKE ALL ON FUNCTION governance.sql_statements_expire() FROM PUBLIC;

-- Rows that a person of a role may download in a day.
CREATE OR REPLACE FUNCTION governance.download_budgets() RETURNS TABLE (role text, rows_a_day integer)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM (VALUES ('data_scientist', 10000), ('data_engineer', 2000), ('software_engineer', 2000),
                          ('marketing_analyst', 5000), ('product_manager', 5000)) AS known
$$;
REVOKE ALL ON FUNCTION governance.download_budgets() FROM PUBLIC;

-- Counts rows, or counts nothing and says no. Whoever comes at the same time waits, and is compared with what is new.
CREATE OR REPLACE FUNCTION governance.download_spend(reader text, asked_role text, row_count integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    budget CONSTANT integer := COALESCE((SELECT b.rows_a_day FROM governance.download_budgets() AS b
                                         WHERE b.role = asked_role), 0);
BEGIN
    IF row_count IS NULL OR row_count < 0 OR row_count > budget THEN
        RETURN false;
    END IF;
    INSERT INTO governance.download_count AS had (reader_id, role, day, rows, home_region)
    VALUES (reader, asked_role, (clock_timestamp() AT TIME ZONE 'UTC')::date, row_count, public.home_region())
    ON CONFLICT (reader_id, role, day) DO UPDATE SET rows = had.rows + excluded.rows
    WHERE had.rows + excluded.rows <= budget;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION governance.download_spend(text, text, integer) FROM PUBLIC;
