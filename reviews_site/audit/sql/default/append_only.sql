-- The audit log, its seals and their members are append-only, for the owner too. Rows expire through one function, in
-- whole sealed batches, and only after 1096 days.

CREATE OR REPLACE FUNCTION public.audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'audit_seal' AND current_setting('platemark.expiring', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION public.audit_refuse_change() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.audit_refuse_early_expiry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gone WHERE gone.created_at >= clock_timestamp() - interval '1096 days' OR NOT EXISTS (
            SELECT FROM public.audit_sealmember m JOIN public.audit_seal s USING (number)
            WHERE m.event = gone.id AND s.sealed_at < clock_timestamp() - interval '1096 days'
        )
    ) THEN
        RAISE EXCEPTION 'The audit log keeps its rows for 1096 days.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.audit_refuse_early_expiry() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.audit_expire(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    expired bigint;
BEGIN
    PERFORM set_config('platemark.expiring', 'on', true);
    DELETE FROM public.audit_event WHERE id IN (SELECT event FROM public.audit_sealmember WHERE number <= upto);
    GET DIAGNOSTICS expired = ROW_COUNT;
    DELETE FROM public.audit_sealmember WHERE number <= upto;
    PERFORM set_config('platemark.expiring', 'off', true);
    RETURN expired;
END
$$;
REVOKE ALL ON FUNCTION public.audit_expire(bigint) FROM PUBLIC;

CREATE OR REPLACE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
ALTER TABLE public.audit_event ENABLE ALWAYS TRIGGER audit_append_only;

CREATE OR REPLACE TRIGGER audit_refuse_early_expiry AFTER DELETE ON public.audit_event
    REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_early_expiry();
ALTER TABLE public.audit_event ENABLE ALWAYS TRIGGER audit_refuse_early_expiry;

CREATE OR REPLACE TRIGGER audit_seal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
ALTER TABLE public.audit_seal ENABLE ALWAYS TRIGGER audit_seal_append_only;

CREATE OR REPLACE TRIGGER audit_sealmember_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_sealmember
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
ALTER TABLE public.audit_sealmember ENABLE ALWAYS TRIGGER audit_sealmember_append_only;
