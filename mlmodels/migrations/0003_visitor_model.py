"""Where the site keeps the visitors models that it trained."""

from django.db import migrations, models

from analytics.ingest.distribution import reference_table


class Migration(migrations.Migration):
    dependencies = [
        ("mlmodels", "0002_visitors"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitorModel",
            fields=[
                ("version", models.CharField(max_length=60, primary_key=True, serialize=False)),
                (
                    "sealed",
                    models.BinaryField(
                        db_comment="AES-256-GCM-SIV under the purpose visitors_model, bound to the version"
                    ),
                ),
                ("trained_until", models.DateField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"derived"."visitor_model"',
                "db_table_comment": "Visitors models of this site; only the newest are kept.",
            },
        ),
        reference_table("derived.visitor_model"),
    ]
