import django.contrib.postgres.fields
import django.db.models.functions.datetime
import django.utils.timezone
import reviews_site.audit.models
import reviews_site.ids
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('previous', models.CharField(db_comment='code of the seal before it', max_length=64)),
                ('count', models.PositiveIntegerField(db_comment='rows in the batch')),
                ('members', models.CharField(db_comment='SHA-256 over the codes of its rows, in order', max_length=64)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), db_comment='of each row, as the log had them then', size=None)),
                ('sealed_at', models.DateTimeField()),
                ('closed_until', models.DateTimeField(db_comment='rows from before then are all sealed by now', null=True)),
                ('expired_to', models.PositiveBigIntegerField(db_comment='batches up to this one were let go of; 0: none')),
                ('key_version', models.PositiveIntegerField()),
                ('mac', models.CharField(db_comment='HMAC-SHA256 over the rest, under the key audit_seal', max_length=64)),
            ],
            options={
                'db_table': 'audit_seal',
            },
        ),
        migrations.CreateModel(
            name='AuditSealMember',
            fields=[
                ('event', models.UUIDField(db_comment='id of the row; no foreign key: it has to outlast the row', primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(db_comment='of the seal')),
                ('position', models.PositiveIntegerField()),
                ('mac', models.CharField(db_comment='HMAC-SHA256 over the row, its seal and its position', max_length=64)),
            ],
            options={
                'db_table': 'audit_sealmember',
                'constraints': [models.UniqueConstraint(fields=('number', 'position'), name='audit_sealmember_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('action', models.CharField(db_comment='what was done, as thing.verb in the past', max_length=80)),
                ('actor_id', models.UUIDField(db_comment='id of who acted; null for the system itself', null=True)),
                ('object_id', models.UUIDField(db_comment='id of what it was done to; no foreign key, on purpose', null=True)),
                ('login', reviews_site.audit.models.LoginField()),
                ('detail', models.JSONField(db_comment='facts without personal data', default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'indexes': [models.Index(fields=['object_id', 'id'], name='audit_event_about'), models.Index(fields=['action', 'created_at'], name='audit_event_action')],
            },
        ),
    ]
