"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("restaurants", "0008_pseudonym_is_anothers"),
    ]

    operations = [
        migrations.AddField(
            model_name="restaurantuserobjectpermission",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="review",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
