"""Where restaurants' listings and visits land, and what is known of them."""

from django.db import migrations, models

from analytics.ingest.distribution import distribute


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0002_newly_loaded"),
    ]

    operations = [
        migrations.CreateModel(
            name="Restaurant",
            fields=[
                ("restaurant_id", models.UUIDField(db_comment="distribution key", primary_key=True, serialize=False)),
                ("country", models.CharField(db_comment="ISO 3166-1, or empty", max_length=2)),
                ("region", models.CharField(max_length=100)),
                ("cuisine", models.CharField(db_comment="the first of its keys, or empty", max_length=40)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("listed_at", models.DateTimeField()),
                ("event_id", models.UUIDField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"core"."restaurants"',
            },
        ),
        migrations.CreateModel(
            name="RestaurantEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("topic", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."restaurant_events"',
            },
        ),
        migrations.CreateModel(
            name="StagedRestaurantEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id",
                        "event_id",
                        "batch_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("restaurant_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("batch_id", models.UUIDField()),
                ("topic", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                ("payload", models.JSONField()),
                ("said_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."restaurant_staging"',
            },
        ),
        migrations.CreateModel(
            name="Visits",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField(db_comment="distribution key")),
                ("day", models.DateField()),
                ("visitors", models.PositiveIntegerField()),
                ("purchases", models.PositiveIntegerField(db_comment="null: not counted", null=True)),
                ("event_id", models.UUIDField(db_comment="the event that this row stands at")),
                ("counted_at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"core"."visits"',
                "indexes": [models.Index(fields=["loaded_at"], name="core_visits_newly_loaded")],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE landing.restaurant_staging SET UNLOGGED", "ALTER TABLE landing.restaurant_staging SET LOGGED"
        ),
        distribute("landing.restaurant_events", "restaurant_id"),
        distribute("landing.restaurant_staging", "restaurant_id"),
        distribute("core.restaurants", "restaurant_id"),
        distribute("core.visits", "restaurant_id"),
    ]
