"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_receipts"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
