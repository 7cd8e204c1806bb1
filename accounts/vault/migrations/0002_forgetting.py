"""The one way for a proof to leave the vault: a function that takes the pseudonyms of one holder.

It keeps a line of each forgetting, with the time and the count, that nobody can change: whoever broke into the identity
worker can forget people whose accounts they know, one by one, and each time it shows.
"""

import django.utils.timezone
from django.db import migrations, models

import reviews_site.ids

# More versions of the holders' key than anybody will have; fewer than would empty a table.
FORWARD = """
CREATE FUNCTION public.vault_forget(holders uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    IF pg_catalog.cardinality(holders) NOT BETWEEN 1 AND 8 THEN
        RAISE EXCEPTION 'One holder at a time, under each version of the key.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.vault_identityproof WHERE holder = ANY(holders);
    GET DIAGNOSTICS gone = ROW_COUNT;
    INSERT INTO public.vault_forgetting (id, at, proofs)
    VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), gone);
    RETURN gone;
END
$$;
REVOKE ALL ON FUNCTION public.vault_forget(uuid[]) FROM PUBLIC;
CREATE FUNCTION public.vault_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'What was forgotten stays written down: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION public.vault_refuse_change() FROM PUBLIC;
CREATE TRIGGER vault_forgetting_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.vault_forgetting
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();
ALTER TABLE public.vault_forgetting ENABLE ALWAYS TRIGGER vault_forgetting_append_only;
CREATE INDEX vault_proof_holder ON public.vault_identityproof (holder);
"""
BACKWARD = """
DROP INDEX public.vault_proof_holder;
DROP TRIGGER vault_forgetting_append_only ON public.vault_forgetting;
DROP FUNCTION public.vault_refuse_change(), public.vault_forget(uuid[]);
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Forgetting",
            fields=[
                (
                    "id",
                    models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("proofs", models.PositiveSmallIntegerField(db_comment="how many were forgotten")),
            ],
        ),
        migrations.RunSQL(
            FORWARD,
            BACKWARD,
            state_operations=[
                migrations.AddIndex("identityproof", models.Index(fields=["holder"], name="vault_proof_holder"))
            ],
        ),
    ]
