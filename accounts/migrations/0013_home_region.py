"""Each row says which cell it belongs to, and the database accepts its own only: `reviews_site/regions.py`."""

from django.db import migrations

import reviews_site.regions


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_pictures_and_languages"),
    ]

    operations = [
        migrations.AddField(
            model_name="consent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="customerlookup",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="erasurerequest",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="outgoingmail",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="profile",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="securityevent",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="session",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="staffinvitation",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="staffrole",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="user",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="verificationrequest",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="verificationsession",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="verificationstatus",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
        migrations.AddField(
            model_name="verificationwithdrawal",
            name="home_region",
            field=reviews_site.regions.HomeRegionField(),
        ),
    ]
