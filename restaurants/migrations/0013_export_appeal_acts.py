"""What the store hands out of one person who asked, with what somebody who was of the company said to appeals."""

from importlib import import_module

from django.db import migrations

BEFORE = str(import_module("restaurants.migrations.0012_export_rows_failed").NOW)
ACTS = """'accounts_appealact', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT "id", "by", "at", "proof_kind", "home_region", "appeal", "step", "outcome", "because"
            FROM public.accounts_appealact AS own
            WHERE "by" = asked.user_id
        ) AS given),
        """
NOW = BEFORE.replace("'accounts_consent',", f"{ACTS}'accounts_consent',")


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0012_export_rows_failed"), ("accounts", "0027_appeal_by_proof")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
