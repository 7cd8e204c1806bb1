-- The only ways to delete an identity digest, or to give it another holder. Each leaves a row that can't be changed.

CREATE OR REPLACE FUNCTION public.vault_erase(holders uuid[], request uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    erased integer;
BEGIN
    IF pg_catalog.cardinality(holders) NOT BETWEEN 1 AND 8 THEN
        RAISE EXCEPTION 'One holder at a time, under each version of the key.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.vault_identitydigest WHERE holder = ANY(holders);
    GET DIAGNOSTICS erased = ROW_COUNT;
    -- If the same request erases again, that gets a row of its own, so that nothing is erased without one.
    INSERT INTO public.vault_digesterasure (id, created_at, digests) VALUES (request, pg_catalog.clock_timestamp(), erased)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND erased > 0 THEN
        INSERT INTO public.vault_digesterasure (id, created_at, digests)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), erased);
    END IF;
    RETURN erased;
END
$$;
REVOKE ALL ON FUNCTION public.vault_erase(uuid[], uuid) FROM PUBLIC;

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
