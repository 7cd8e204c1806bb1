"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0002_sessions_by_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="consolesession",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
