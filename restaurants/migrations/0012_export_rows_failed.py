"""Nothing is told of who asked for a copy that was given up; when that was is told with the next one."""

from importlib import import_module

from django.db import migrations

BEFORE = str(import_module("restaurants.migrations.0011_export_told").NOW)
NOW = BEFORE.replace('"closed_at", "home_region"', '"failed_at", "closed_at", "home_region"').replace(
    "AND asked.closed_at IS NULL", "AND asked.failed_at IS NULL AND asked.closed_at IS NULL"
)


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0011_export_told"), ("accounts", "0022_export_failed")]
    operations = [migrations.RunSQL(NOW, BEFORE)]
