-- The only way to give an identity digest another holder. It leaves a row that can't be changed, as does the only way
-- to delete one: `vault_erase`, which is generated from the models (privacy_rights/erasure/vault_function.py).

CREATE OR REPLACE FUNCTION public.vault_transfer(known bytea, new_holder uuid, appeal uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    transferred integer;
BEGIN
    IF known IS NULL OR new_holder IS NULL OR appeal IS NULL THEN
        RAISE EXCEPTION 'A transfer needs a digest, a holder and an appeal.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.vault_identitydigest SET holder = new_holder WHERE digest = known AND holder <> new_holder;
    GET DIAGNOSTICS transferred = ROW_COUNT;
    IF transferred > 0 THEN
        INSERT INTO public.vault_digesttransfer (id, created_at, appeal_id)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), appeal);
    END IF;
    RETURN transferred;
END
$$;
REVOKE ALL ON FUNCTION public.vault_transfer(bytea, uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.vault_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'Rows about erasures and transfers are append-only: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION public.vault_refuse_change() FROM PUBLIC;

CREATE OR REPLACE TRIGGER vault_digesterasure_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.vault_digesterasure
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();
ALTER TABLE public.vault_digesterasure ENABLE ALWAYS TRIGGER vault_digesterasure_append_only;

CREATE OR REPLACE TRIGGER vault_digesttransfer_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.vault_digesttransfer
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();
ALTER TABLE public.vault_digesttransfer ENABLE ALWAYS TRIGGER vault_digesttransfer_append_only;
