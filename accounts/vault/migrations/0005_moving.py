"""The one way for a proof to change its holder: a function that moves one digest and leaves a line that stays."""

import django.utils.timezone
from django.db import migrations, models

import reviews_site.ids

FORWARD = """
CREATE FUNCTION public.vault_move(known bytea, becomes uuid, appeal uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    IF known IS NULL OR becomes IS NULL OR appeal IS NULL THEN
        RAISE EXCEPTION 'A proof moves to a holder, for an appeal.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE public.vault_identityproof SET holder = becomes WHERE digest = known AND holder <> becomes;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved > 0 THEN
        INSERT INTO public.vault_moving (id, at, appeal)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), appeal);
    END IF;
    RETURN moved;
END
$$;
REVOKE ALL ON FUNCTION public.vault_move(bytea, uuid, uuid) FROM PUBLIC;
CREATE TRIGGER vault_moving_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.vault_moving
    FOR EACH STATEMENT EXECUTE FUNCTION public.vault_refuse_change();
ALTER TABLE public.vault_moving ENABLE ALWAYS TRIGGER vault_moving_append_only;
"""
BACKWARD = """
DROP TRIGGER vault_moving_append_only ON public.vault_moving;
DROP FUNCTION public.vault_move(bytea, uuid, uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("vault", "0004_home_region")]
    operations = [
        migrations.CreateModel(
            name="Moving",
            fields=[
                (
                    "id",
                    models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("appeal", models.UUIDField(db_comment="id of the appeal that was granted")),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
