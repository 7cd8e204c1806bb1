"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0004_retirement"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
