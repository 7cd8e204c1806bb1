"""The table of the pages' versions, empty as yet."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0004_menu")]

    operations = [
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                ("bucket", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("version", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "db_table_comment": "Moved by triggers on whatever the public pages show; the key of remembered pages.",
                "constraints": [
                    models.CheckConstraint(condition=Q(bucket__lt=256), name="restaurants_pageversion_bucket_is_a_byte")
                ],
            },
        ),
    ]
