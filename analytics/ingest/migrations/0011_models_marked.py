"""How many models an erasure marked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0010_home_region"),
    ]

    operations = [
        migrations.AddField(
            model_name="subjectrequest",
            name="models_marked",
            field=models.PositiveIntegerField(
                db_comment="releases of models that may have learned from the person; null until they are marked",
                null=True,
            ),
        ),
    ]
