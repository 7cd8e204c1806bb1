"""Indexes by which a publication finds what was loaded since the last one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="restaurantageband",
            index=models.Index(fields=["published_at"], name="marts_age_bands_published"),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["loaded_at"], name="core_reviews_newly_loaded"),
        ),
        migrations.AddIndex(
            model_name="userdemographics",
            index=models.Index(fields=["loaded_at"], name="core_people_newly_loaded"),
        ),
    ]
