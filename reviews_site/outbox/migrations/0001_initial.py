import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import reviews_site.ids
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('done_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='WaitingEvent',
            fields=[
                ('event_id', models.UUIDField(db_comment='sorts by time', primary_key=True, serialize=False)),
                ('attempts', models.PositiveSmallIntegerField(db_comment='how often loading it failed', db_default=0, default=0)),
                ('retry_at', models.DateTimeField(db_comment='not to be tried again before then; null: at once', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(db_comment="the event's id, sorts by time", default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('topic', models.CharField(db_comment='line of business, dot, thing', max_length=80)),
                ('version', models.PositiveSmallIntegerField(db_comment="version of the topic's schema")),
                ('restaurant_id', models.UUIDField(db_comment='distribution key; null for events about a person alone', null=True)),
                ('payload', models.JSONField(db_comment='validated against reviews_site/outbox/schemas')),
                ('person', models.GeneratedField(db_comment='pseudonym that the payload names; null: of nobody', db_persist=True, expression=django.db.models.functions.text.Lower(django.db.models.functions.text.Left(django.db.models.functions.comparison.Coalesce(django.db.models.fields.json.KeyTextTransform('reviewer', 'payload'), django.db.models.fields.json.KeyTextTransform('person', 'payload')), 36)), null=True, output_field=models.CharField(max_length=36))),
                ('published_by', models.CharField(db_comment='the login', db_default=models.Func(function='CURRENT_USER', template='%(function)s'), max_length=63)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('person__isnull', False)), fields=['person'], name='outbox_event_by_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('published_by', 'tills'), _negated=True), ('topic', 'restaurants.visits_counted'), _connector='OR'), name='outbox_event_of_tills')],
            },
        ),
    ]
