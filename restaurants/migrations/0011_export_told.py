"""What the store hands out of one person who asked, with when they were told of an appeal."""

from importlib import import_module

from django.db import migrations

BEFORE = str(import_module("restaurants.migrations.0010_export_rows").FORWARD)
AGAIN = BEFORE.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NOW = AGAIN.replace('"ends_at", "used_for",', '"ends_at", "used_for", "told_at",').replace(
    '"confirmed_at", "expires_at", "updated_at",', '"confirmed_at", "expires_at", "updated_at", "told_at",'
)


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0010_export_rows"), ("accounts", "0020_appeal_told")]
    operations = [migrations.RunSQL(NOW, AGAIN)]
