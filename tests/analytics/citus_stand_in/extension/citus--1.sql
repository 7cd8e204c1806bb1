-- Objects where Citus has them, functions that write down what they were asked, and one refusal.
CREATE SCHEMA citus;
CREATE SCHEMA citus_internal;
GRANT USAGE ON SCHEMA citus, citus_internal TO PUBLIC;
CREATE TABLE citus.pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL);
CREATE TABLE citus.pg_dist_node (nodename text, nodeport integer, groupid integer);
CREATE TABLE citus.calls (number integer GENERATED ALWAYS AS IDENTITY, what text NOT NULL);
ALTER TABLE citus.pg_dist_partition SET SCHEMA pg_catalog;
ALTER TABLE citus.pg_dist_node SET SCHEMA pg_catalog;
GRANT SELECT ON pg_catalog.pg_dist_partition, pg_catalog.pg_dist_node TO PUBLIC;
CREATE VIEW public.citus_tables AS SELECT logicalrelid AS table_name FROM pg_catalog.pg_dist_partition;
CREATE VIEW public.citus_schemas AS SELECT nspname AS schema_name FROM pg_catalog.pg_namespace;
GRANT SELECT ON public.citus_tables, public.citus_schemas TO PUBLIC;

CREATE FUNCTION pg_catalog.create_distributed_table(name text, key text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO pg_dist_partition VALUES (name::regclass, 'h');
    INSERT INTO citus.calls (what) VALUES ('distributed ' || name || ' by ' || key);
$$;
CREATE FUNCTION pg_catalog.create_reference_table(name text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO pg_dist_partition VALUES (name::regclass, 'n');
    INSERT INTO citus.calls (what) VALUES ('copied ' || name);
$$;
CREATE FUNCTION pg_catalog.run_command_on_placements(name regclass, command text)
RETURNS TABLE (nodename text, nodeport integer, shardid bigint, success boolean, result text) LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog AS $$
    INSERT INTO citus.calls (what) VALUES (format(command, name::text || '_1'));
    SELECT n.nodename, n.nodeport, 1::bigint, true, 'ALTER TABLE'::text FROM pg_dist_node AS n WHERE groupid > 0;
$$;
CREATE FUNCTION pg_catalog.run_command_on_workers(command text)
RETURNS TABLE (nodename text, nodeport integer, success boolean, result text) LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT n.nodename, n.nodeport, true, 't'::text FROM pg_dist_node AS n WHERE groupid > 0;
$$;

-- Citus refuses this for a table of its nodes while it passes statements on.
CREATE FUNCTION citus.refuse() RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF current_setting('citus.enable_ddl_propagation', true) IS DISTINCT FROM 'off'
       AND current_query() ~* 'SET STATISTICS|SET UNLOGGED'
       AND EXISTS (SELECT 1 FROM pg_dist_partition WHERE replace(current_query(), '"', '') ~ logicalrelid::text) THEN
        RAISE EXCEPTION 'alter table command is currently unsupported' USING ERRCODE = 'feature_not_supported';
    END IF;
END
$$;
CREATE EVENT TRIGGER citus_refuses ON ddl_command_start EXECUTE FUNCTION citus.refuse();
