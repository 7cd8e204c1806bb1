-- Staging tables are unlogged: what a crash empties is loaded again from the outbox. Before they are spread over nodes:
-- Citus changes it of no table that it spread, and refuses the statement where nothing would change, too.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['landing.review_staging', 'landing.restaurant_staging'] LOOP
        IF EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE oid = name::regclass AND relpersistence <> 'u') THEN
            EXECUTE format('ALTER TABLE %s SET UNLOGGED', name);
        END IF;
    END LOOP;
END
$$;
