"""What was refused can be mended: its shape, the event that stands in for it, when that was loaded."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ingest", "0003_visits")]

    operations = [
        migrations.AddField(
            model_name="quarantinedevent",
            name="restaurant_id",
            field=models.UUIDField(db_comment="as the outbox has it; null for events about a person alone", null=True),
        ),
        migrations.AddField(
            model_name="quarantinedevent",
            name="shape",
            field=models.JSONField(db_comment="mask of payload: what its fields look like", null=True),
        ),
        migrations.AddField(
            model_name="quarantinedevent",
            name="fix_event_id",
            field=models.UUIDField(db_comment="the event that stands in for it", null=True),
        ),
        migrations.AddField(
            model_name="quarantinedevent",
            name="resolved_at",
            field=models.DateTimeField(db_comment="when it, or its fix, was loaded", null=True),
        ),
        migrations.AddIndex(
            model_name="quarantinedevent",
            index=models.Index(fields=["fix_event_id"], name="landing_quarantine_fixes"),
        ),
    ]
