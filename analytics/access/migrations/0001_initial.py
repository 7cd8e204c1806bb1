import analytics.access.enums
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import django.utils.timezone
import reviews_site.audit.models
import reviews_site.ids
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ingest', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessSeal',
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
                'db_table': '"governance"."access_seal"',
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), default=django.utils.timezone.now)),
                ('reader_id', models.CharField(db_comment='id of a person, or a login; no foreign key, on purpose', max_length=100)),
                ('role', models.CharField(db_comment='company role, or what the person is on the site', max_length=40)),
                ('login', reviews_site.audit.models.LoginField()),
                ('relation', models.CharField(db_comment='with its schema, or its bucket', max_length=100)),
                ('version', models.CharField(blank=True, db_comment='of the dataset, where it is one', max_length=20)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=63), size=None)),
                ('rows', models.PositiveBigIntegerField()),
                ('subjects', models.PositiveBigIntegerField(db_comment='distinct people in the rows; null: not counted', null=True)),
                ('purpose', models.CharField(db_comment='what it was read for', max_length=200)),
                ('kind', models.CharField(default=analytics.access.enums.AccessKind['READ'], max_length=10)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('restaurant_id', models.UUIDField(db_comment='where rows of this one restaurant were read, and no others', null=True)),
                ('row_fingerprints', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), db_comment='digests of what names the rows; null: not row by row', null=True, size=None)),
            ],
            options={
                'db_table': '"governance"."access_event"',
                'indexes': [models.Index(fields=['relation', 'id'], name='access_event_relation'), django.contrib.postgres.indexes.GinIndex(fields=['row_fingerprints'], name='access_event_fingerprints'), models.Index(condition=models.Q(('restaurant_id__isnull', False)), fields=['restaurant_id', 'id'], name='access_event_restaurant'), models.Index(condition=models.Q(('restaurant_id__isnull', True), ('row_fingerprints__isnull', True)), fields=['id'], name='access_event_whole'), django.contrib.postgres.indexes.BrinIndex(fields=['created_at'], name='access_event_time'), models.Index(condition=models.Q(('role', 'process'), _negated=True), fields=['reader_id', 'created_at'], name='access_event_reader')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['read', 'export', 'object'])), name='access_event_kind_listed')],
            },
        ),
        migrations.CreateModel(
            name='AccessSealMember',
            fields=[
                ('event', models.UUIDField(db_comment='id of the row; no foreign key: it has to outlast the row', primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField(db_comment='of the seal')),
                ('position', models.PositiveIntegerField()),
                ('mac', models.CharField(db_comment='HMAC-SHA256 over the row, its seal and its position', max_length=64)),
            ],
            options={
                'db_table': '"governance"."access_seal_member"',
                'constraints': [models.UniqueConstraint(fields=('number', 'position'), name='access_seal_member_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Elevation',
            fields=[
                ('id', models.UUIDField(db_comment='id of the request, in the transactional store', editable=False, primary_key=True, serialize=False)),
                ('login', models.CharField(max_length=40, unique=True)),
                ('reader_id', models.CharField(db_comment='id of the person', max_length=100)),
                ('role', models.CharField(max_length=40)),
                ('scope', models.CharField(max_length=20)),
                ('key', models.UUIDField(db_comment='the one restaurant, person or event that it is about', null=True)),
                ('begins_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(db_comment='in each of its row policies too')),
                ('stopped_at', models.DateTimeField(db_comment='when somebody ended it early', null=True)),
                ('stopped_by', models.CharField(blank=True, max_length=100)),
                ('seen_at', models.DateTimeField(db_comment='the latest time that an enforcer saw; a clock that goes back ends it')),
                ('ended_at', models.DateTimeField(db_comment='when the login was gone', null=True)),
                ('ended_by', models.CharField(blank=True, db_comment='the login of the enforcer that dropped it', max_length=63)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."elevation"',
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['ends_at'], name='elevation_live')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('begins_at'))), name='elevation_ends')],
            },
        ),
        migrations.CreateModel(
            name='SqlStatement',
            fields=[
                ('id', models.UUIDField(db_comment='also in the purpose of its lines in the access log', default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('reader_id', models.CharField(db_comment='id of the person; no foreign key, on purpose', max_length=100)),
                ('role', models.CharField(db_comment='company role under whose login it ran', max_length=40)),
                ('statement', models.TextField(db_comment='as it was written')),
                ('outcome', models.CharField(max_length=10)),
                ('problem', models.CharField(blank=True, db_comment='why it was refused or failed; no value of a row', max_length=300)),
                ('rows', models.PositiveIntegerField()),
                ('milliseconds', models.PositiveIntegerField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('elevation', models.CharField(blank=True, db_comment='login of the elevation under which it ran instead', default='', max_length=15)),
            ],
            options={
                'db_table': '"governance"."sql_statement"',
                'indexes': [models.Index(fields=['reader_id', '-id'], name='sql_statement_reader'), models.Index(condition=models.Q(('elevation', ''), _negated=True), fields=['elevation', '-id'], name='sql_statement_elevation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['checked', 'ran', 'refused', 'failed'])), name='sql_statement_outcome_listed')],
            },
        ),
        migrations.CreateModel(
            name='DownloadCount',
            fields=[
                ('pk', models.CompositePrimaryKey('reader_id', 'role', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('reader_id', models.CharField(db_comment='id of the person; no foreign key, on purpose', max_length=100)),
                ('role', models.CharField(max_length=40)),
                ('day', models.DateField(db_comment='in UTC')),
                ('rows', models.PositiveIntegerField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."download_count"',
            },
        ),
        migrations.CreateModel(
            name='SavedStatement',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reader_id', models.CharField(db_comment='id of the person; no foreign key, on purpose', max_length=100)),
                ('role', models.CharField(db_comment='company role under whose login it is to run', max_length=40)),
                ('name', models.CharField(max_length=60)),
                ('statement', models.TextField(db_comment='without ids, addresses and phone numbers')),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."saved_statement"',
                'constraints': [models.UniqueConstraint(fields=('reader_id', 'name'), name='saved_statement_name_once')],
            },
        ),
        migrations.CreateModel(
            name='NoisyCell',
            fields=[
                ('pk', models.CompositePrimaryKey('version', 'measure', 'cell', blank=True, editable=False, primary_key=True, serialize=False)),
                ('version', models.CharField(db_comment='the month', max_length=7)),
                ('measure', models.CharField(max_length=20)),
                ('cell', models.CharField(db_comment='dimensions with their values, in order', max_length=200)),
                ('value', models.BigIntegerField(db_comment='with noise; the exact number is kept nowhere')),
            ],
            options={
                'db_table': '"governance"."noisy_cell"',
            },
        ),
        migrations.CreateModel(
            name='PrivacySpent',
            fields=[
                ('pk', models.CompositePrimaryKey('version', 'role', blank=True, editable=False, primary_key=True, serialize=False)),
                ('version', models.CharField(db_comment='the month', max_length=7)),
                ('role', models.CharField(max_length=40)),
                ('spent', models.PositiveIntegerField(db_comment='thousandths of the privacy loss epsilon')),
            ],
            options={
                'db_table': '"governance"."privacy_spent"',
            },
        ),
    ]
