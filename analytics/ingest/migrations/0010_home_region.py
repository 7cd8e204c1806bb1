"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0009_allowed_uses"),
    ]

    operations = [
        migrations.AddField(
            model_name="alloweduses",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="personevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="quarantinedevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="restaurant",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="restaurantevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="review",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="reviewevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="stagedrestaurantevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="stagedreview",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="subjectrequest",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="userdemographics",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="visits",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
