"""The schemas of the analytical store, and the tables that the relay fills."""

import django.db.models.functions.text
from django.db import migrations, models

from analytics.ingest.distribution import distribute, reference_table

SCHEMAS = ("landing", "core", "derived", "marts", "governance")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        *(migrations.RunSQL(f"CREATE SCHEMA IF NOT EXISTS {schema}", f"DROP SCHEMA {schema}") for schema in SCHEMAS),
        migrations.CreateModel(
            name="PersonEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "person", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("person", models.UUIDField(db_comment="pseudonym")),
                ("event_id", models.UUIDField()),
                ("version", models.PositiveSmallIntegerField()),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."person_events"',
            },
        ),
        migrations.CreateModel(
            name="QuarantinedEvent",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("topic", models.CharField(max_length=80)),
                ("version", models.PositiveSmallIntegerField()),
                (
                    "payload",
                    models.JSONField(db_comment="null where it was too large: the outbox still has it", null=True),
                ),
                ("reason", models.CharField(max_length=300)),
                ("quarantined_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."quarantine"',
            },
        ),
        migrations.CreateModel(
            name="ReviewEvent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "event_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField()),
                ("event_id", models.UUIDField()),
                ("version", models.PositiveSmallIntegerField()),
                ("payload", models.JSONField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."review_events"',
            },
        ),
        migrations.CreateModel(
            name="StagedReview",
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
                ("version", models.PositiveSmallIntegerField()),
                ("payload", models.JSONField()),
                ("review_id", models.UUIDField()),
                ("reviewer", models.UUIDField(db_comment="pseudonym")),
                ("rating", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                ("language", models.CharField(max_length=3)),
                ("visited_on", models.DateField()),
                ("posted_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"landing"."review_staging"',
            },
        ),
        migrations.CreateModel(
            name="UserDemographics",
            fields=[
                ("person", models.UUIDField(db_comment="pseudonym", primary_key=True, serialize=False)),
                ("birth_year", models.PositiveSmallIntegerField(null=True)),
                (
                    "birth_band",
                    models.GeneratedField(
                        db_comment="mask of birth_year",
                        db_persist=True,
                        expression=models.Case(
                            models.When(birth_year=None, then=models.Value("unknown")),
                            models.When(birth_year__lt=1930, then=models.Value("before 1930")),
                            models.When(birth_year__lt=1940, then=models.Value("1930-1939")),
                            models.When(birth_year__lt=1950, then=models.Value("1940-1949")),
                            models.When(birth_year__lt=1960, then=models.Value("1950-1959")),
                            models.When(birth_year__lt=1970, then=models.Value("1960-1969")),
                            models.When(birth_year__lt=1980, then=models.Value("1970-1979")),
                            models.When(birth_year__lt=1990, then=models.Value("1980-1989")),
                            models.When(birth_year__lt=2000, then=models.Value("1990-1999")),
                            models.When(birth_year__lt=2010, then=models.Value("2000-2009")),
                            models.When(birth_year__gte=2010, then=models.Value("2010 or later")),
                            default=models.Value("unknown"),
                        ),
                        output_field=models.CharField(max_length=20),
                    ),
                ),
                ("gender", models.CharField(max_length=20, null=True)),
                ("region", models.CharField(max_length=12, null=True)),
                ("changed_at", models.DateTimeField()),
                ("event_id", models.UUIDField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"core"."user_demographics"',
            },
        ),
        migrations.CreateModel(
            name="RestaurantAgeBand",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "birth_band", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField(db_comment="distribution key")),
                ("birth_band", models.CharField(max_length=20)),
                ("reviewers", models.PositiveIntegerField(db_comment="null: too few to show", null=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"marts"."restaurant_age_bands"',
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reviewers__isnull", True), ("reviewers__gte", 10), _connector="OR"),
                        name="marts_age_bands_at_least_10",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "review_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField(db_comment="distribution key")),
                ("review_id", models.UUIDField()),
                ("event_id", models.UUIDField(db_comment="the event that this row stands at")),
                ("reviewer", models.UUIDField(db_comment="pseudonym")),
                ("rating", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
                (
                    "text_length",
                    models.GeneratedField(
                        db_comment="mask of text",
                        db_persist=True,
                        expression=django.db.models.functions.text.Length("text"),
                        output_field=models.IntegerField(),
                    ),
                ),
                ("language", models.CharField(max_length=3)),
                ("visited_on", models.DateField()),
                ("posted_at", models.DateTimeField()),
                ("loaded_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"core"."reviews"',
                "indexes": [models.Index(fields=["reviewer"], name="core_reviews_by_reviewer")],
                "constraints": [
                    models.UniqueConstraint(fields=("restaurant_id", "event_id"), name="core_reviews_one_row_an_event"),
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))), name="core_reviews_rating_from_1_to_5"
                    ),
                ],
            },
        ),
        # Not for keeps: what a crash empties is loaded again from the outbox.
        migrations.RunSQL(
            "ALTER TABLE landing.review_staging SET UNLOGGED", "ALTER TABLE landing.review_staging SET LOGGED"
        ),
        distribute("landing.review_events", "restaurant_id"),
        distribute("landing.review_staging", "restaurant_id"),
        distribute("core.reviews", "restaurant_id"),
        distribute("marts.restaurant_age_bands", "restaurant_id"),
        reference_table("core.user_demographics"),
    ]
