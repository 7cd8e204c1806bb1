"""The history of what checks of loads found."""

from django.db import migrations, models

import reviews_site.ids


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0004_quarantine_mended"),
    ]

    operations = [
        migrations.CreateModel(
            name="QualityCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("relation", models.CharField(max_length=80)),
                (
                    "kind",
                    models.CharField(db_comment="freshness, volume, refused, nulls, ranges or drift", max_length=12),
                ),
                ("name", models.CharField(db_comment="the column, or empty", max_length=60)),
                ("loaded_from", models.DateTimeField(db_comment="the stretch begins after this")),
                ("loaded_until", models.DateTimeField(db_comment="and ends with this; when it was checked")),
                ("rows", models.PositiveIntegerField(db_comment="loaded in the stretch")),
                ("value", models.FloatField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                (
                    "passed",
                    models.BooleanField(db_comment="null: too few rows, or too short a history, to say", null=True),
                ),
                ("counts", models.JSONField(db_comment="rows by value, where drift is looked for", null=True)),
            ],
            options={
                "db_table": '"governance"."quality_check"',
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["freshness", "volume", "refused", "nulls", "ranges", "drift"])
                        ),
                        name="governance_quality_kind_listed",
                    ),
                    models.UniqueConstraint(
                        fields=("relation", "kind", "name", "loaded_until"), name="governance_quality_once_a_stretch"
                    ),
                ],
            },
        ),
    ]
