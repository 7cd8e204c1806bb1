"""What people let their data be used for, and the columns of rows about them that follow from it."""

from django.db import migrations, models

from analytics.ingest.distribution import reference_table


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0008_subject_requests"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllowedUses",
            fields=[
                ("person", models.UUIDField(db_comment="pseudonym", primary_key=True, serialize=False)),
                ("statistics", models.BooleanField(db_comment="birth year, gender and region in published counts")),
                ("models", models.BooleanField(db_comment="reviews are read by models")),
                (
                    "datasets",
                    models.BooleanField(db_comment="rows in data sets, and rows that people of the company read"),
                ),
                ("changed_at", models.DateTimeField()),
                ("event_id", models.UUIDField()),
                ("loaded_at", models.DateTimeField()),
                (
                    "carried_out_at",
                    models.DateTimeField(db_comment="null: rows of data sets are still to be taken out", null=True),
                ),
                (
                    "told_at",
                    models.DateTimeField(db_comment="when the site was told that it is done; null: not yet", null=True),
                ),
            ],
            options={
                "db_table": '"core"."allowed_uses"',
            },
        ),
        migrations.AddField(
            model_name="review",
            name="for_datasets",
            field=models.BooleanField(db_comment="may be read by people, row by row", db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="review",
            name="for_models",
            field=models.BooleanField(db_comment="may be read by models", db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="review",
            name="for_statistics",
            field=models.BooleanField(db_comment="may be counted in statistics", db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="userdemographics",
            name="for_datasets",
            field=models.BooleanField(db_comment="may be read by people, row by row", db_default=True, default=True),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("for_models", False)),
                fields=["restaurant_id", "review_id"],
                name="core_reviews_refused_to_models",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("for_datasets", False)),
                fields=["restaurant_id", "review_id"],
                name="core_reviews_refused_to_people",
            ),
        ),
        migrations.AddIndex(
            model_name="alloweduses",
            index=models.Index(fields=["loaded_at"], name="core_uses_newly_loaded"),
        ),
        migrations.AddIndex(
            model_name="alloweduses",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)), fields=["person"], name="core_uses_untold"
            ),
        ),
        reference_table("core.allowed_uses"),
    ]
