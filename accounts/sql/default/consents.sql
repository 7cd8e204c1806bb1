-- Consents are append-only. Only the login `privacy`, which erases people, may delete them.

CREATE OR REPLACE FUNCTION public.accounts_consent_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = 'privacy' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Consents are append-only: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION public.accounts_consent_refuse_change() FROM PUBLIC;

CREATE OR REPLACE TRIGGER accounts_consent_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.accounts_consent
    FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_consent_refuse_change();
ALTER TABLE public.accounts_consent ENABLE ALWAYS TRIGGER accounts_consent_append_only;
