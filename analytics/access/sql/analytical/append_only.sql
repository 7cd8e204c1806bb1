-- The access log, its seals and their members are append-only, for the owner too. Rows expire through one function, in
-- whole sealed batches, and only after 366 days.

CREATE OR REPLACE FUNCTION governance.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'access_seal' AND current_setting('platemark.expiring', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The access log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION governance.refuse_change() FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.access_refuse_early_expiry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM gone WHERE gone.created_at >= clock_timestamp() - interval '366 days' OR NOT EXISTS (
            SELECT 1 FROM governance.access_seal_member m JOIN governance.access_seal s USING (number)
            WHERE m.event = gone.id AND s.sealed_at < clock_timestamp() - interval '366 days'
        )
    ) THEN
        RAISE EXCEPTION 'The access log keeps its rows for 366 days.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION governance.access_refuse_early_expiry() FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.access_expire(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    expired bigint;
BEGIN
    PERFORM set_config('platemark.expiring', 'on', true);
    DELETE FROM governance.access_event WHERE id IN (SELECT event FROM governance.access_seal_member WHERE number <= upto);
    GET DIAGNOSTICS expired = ROW_COUNT;
    DELETE FROM governance.access_seal_member WHERE number <= upto;
    PERFORM set_config('platemark.expiring', 'off', true);
    RETURN expired;
END
$$;
REVOKE ALL ON FUNCTION governance.access_expire(bigint) FROM PUBLIC;

CREATE OR REPLACE TRIGGER access_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON governance.access_event
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_event ENABLE ALWAYS TRIGGER access_append_only;

CREATE OR REPLACE TRIGGER access_refuse_early_expiry AFTER DELETE ON governance.access_event
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION governance.access_refuse_early_expiry();
ALTER TABLE governance.access_event ENABLE ALWAYS TRIGGER access_refuse_early_expiry;

CREATE OR REPLACE TRIGGER access_seal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON governance.access_seal
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_seal ENABLE ALWAYS TRIGGER access_seal_append_only;

CREATE OR REPLACE TRIGGER access_seal_member_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON governance.access_seal_member
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_seal_member ENABLE ALWAYS TRIGGER access_seal_member_append_only;
