"""How many models an erasure marked, for the receipt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0024_session_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="erasurerequest",
            name="models_marked",
            field=models.PositiveIntegerField(
                db_comment="models that may have learned from the person; null until analytics has marked them",
                null=True,
            ),
        ),
    ]
