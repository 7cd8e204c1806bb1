"""A forgetting has the number of the request that it is for: the vault says by it which erasures it has carried out."""

from django.db import migrations

FORWARD = """
DROP FUNCTION public.vault_forget(uuid[]);
CREATE FUNCTION public.vault_forget(holders uuid[], request uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    IF pg_catalog.cardinality(holders) NOT BETWEEN 1 AND 8 THEN
        RAISE EXCEPTION 'One holder at a time, under each version of the key.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.vault_identityproof WHERE holder = ANY(holders);
    GET DIAGNOSTICS gone = ROW_COUNT;
    -- The same request again is written down under a number of its own, so that nothing goes without a line.
    INSERT INTO public.vault_forgetting (id, at, proofs) VALUES (request, pg_catalog.clock_timestamp(), gone)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND gone > 0 THEN
        INSERT INTO public.vault_forgetting (id, at, proofs)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), gone);
    END IF;
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION public.vault_forget(uuid[], uuid) FROM PUBLIC;
"""
BACKWARD = "DROP FUNCTION public.vault_forget(uuid[], uuid);"


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_forgetting")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
