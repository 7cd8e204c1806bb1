-- The only ways to delete an identity digest, or to give it another holder. Each leaves a row that can't be changed.

CREATE OR REPLACE FUNCTION public.vault_erase(holders uuid[], request uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    IF pg_catalog.cardinality(holders) NOT BETWEEN 1 AND 8 THEN
        RAISE EXCEPTION 'One holder at a time, under each version of the key.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.vault_identitydigest WHERE holder = ANY(holders);
    GET DIAGNOSTICS gone = ROW_COUNT;
    -- The same request again is written down under a number of its own, so that nothing goes without a line.
    INSERT INTO public.vault_digesterasure (id, created_at, digests) VALUES (request, pg_catalog.clock_timestamp(), gone)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND gone > 0 THEN
        INSERT INTO public.vault_digesterasure (id, created_at, digests)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), gone);
    END IF;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION public.vault_erase(uuid[], uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.vault_transfer(known bytea, becomes uuid, appeal uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    IF known IS NULL OR becomes IS NULL OR appeal IS NULL THEN
        RAISE EXCEPTION 'A proof moves to a holder, for an appeal.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.vault_identitydigest SET holder = becomes WHERE digest = known AND holder <> becomes;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved > 0 THEN
        INSERT INTO public.vault_digesttransfer (id, created_at, appeal_id)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), appeal);
    END IF;
    RETURN moved;
END
$$;
REVOKE ALL ON FUNCTION public.vault_transfer(bytea, uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.vault_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'What was forgotten stays written down: % is refused.', TG_OP
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
