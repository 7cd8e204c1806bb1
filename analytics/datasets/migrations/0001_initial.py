import analytics.datasets.enums
import django.contrib.postgres.fields
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
            name='Dataset',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('owner', models.CharField(db_comment='address of who answers for it', max_length=254)),
                ('line_of_business', models.CharField(max_length=20)),
                ('audience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_comment='company roles that read it', size=None)),
                ('residency', models.CharField(db_comment='where its rows may lie', max_length=20)),
                ('retention_days', models.PositiveIntegerField(db_comment='after which nobody reads a version any more', db_default=365)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"governance"."dataset"',
            },
        ),
        migrations.CreateModel(
            name='DatasetDraft',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, primary_key=True, serialize=False)),
                ('form', models.JSONField(db_comment='the values of the form, with the changes that were suggested')),
                ('written_by', models.CharField(max_length=254)),
                ('written_at', models.DateTimeField()),
                ('findings', models.JSONField(db_comment='what was measured, rounded; null until it is', null=True)),
            ],
            options={
                'db_table': '"governance"."dataset_draft"',
            },
        ),
        migrations.CreateModel(
            name='DatasetGrant',
            fields=[
                ('pk', models.CompositePrimaryKey('dataset', 'version', 'login', 'relation', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dataset', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('login', models.CharField(max_length=40)),
                ('relation', models.CharField(max_length=100)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('is_view', models.BooleanField()),
                ('ends_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"governance"."dataset_grant"',
            },
        ),
        migrations.CreateModel(
            name='DatasetToken',
            fields=[
                ('pk', models.CompositePrimaryKey('dataset', 'kind', 'subject', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dataset', models.CharField(max_length=40)),
                ('kind', models.CharField(max_length=10)),
                ('subject', models.UUIDField(db_comment='pseudonym, or id of a review')),
                ('token', models.UUIDField(db_comment='random, kept from one version to the next')),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."dataset_token"',
            },
        ),
        migrations.CreateModel(
            name='DatasetVersion',
            fields=[
                ('pk', models.CompositePrimaryKey('dataset', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dataset', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField(db_comment='as it came')),
                ('relation', models.CharField(db_comment='the table, with its schema', max_length=100)),
                ('registered_at', models.DateTimeField()),
                ('registered_by', models.CharField(max_length=254)),
                ('ends_at', models.DateTimeField(db_comment='from then on its table shows no row to anybody')),
                ('rows', models.PositiveBigIntegerField()),
                ('subjects', models.PositiveBigIntegerField(db_comment='people in it; null where it is about none', null=True)),
                ('smallest_group', models.PositiveBigIntegerField(db_comment="people who can't be told apart, at least", null=True)),
                ('people_columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), db_comment='columns on people that its audience reads together', default=list, size=None)),
                ('accepted_by', models.CharField(blank=True, db_comment='who accepted what it tells of people', max_length=254)),
                ('accepted_group', models.PositiveIntegerField(db_comment='people in a group, at least, who were accepted', null=True)),
                ('accepted_until', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('refreshed_at', models.DateTimeField(db_comment='when its rows were last written anew', null=True)),
            ],
            options={
                'db_table': '"governance"."dataset_version"',
            },
        ),
        migrations.CreateModel(
            name='DatasetRequest',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, primary_key=True, serialize=False)),
                ('document', models.TextField(db_comment='as it was written')),
                ('policy', models.JSONField()),
                ('reason', models.CharField(max_length=500)),
                ('requested_by', models.CharField(max_length=254)),
                ('requested_at', models.DateTimeField()),
                ('state', models.CharField(default=analytics.datasets.enums.RequestState['CHECKING'], max_length=12)),
                ('findings', models.JSONField(db_comment='what was measured, and whether somebody has to accept it', null=True)),
                ('decided_by', models.CharField(blank=True, max_length=254)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.CharField(blank=True, db_comment='why not, where it was refused or failed', max_length=2000)),
            ],
            options={
                'db_table': '"governance"."dataset_request"',
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', models.F('requested_by')), _negated=True), name='dataset_request_by_two_people'), models.CheckConstraint(condition=models.Q(('state__in', ['checking', 'waiting', 'registered', 'failed', 'refused', 'withdrawn'])), name='dataset_request_state_known')],
            },
        ),
        migrations.CreateModel(
            name='LineageEdge',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=100)),
                ('column', models.CharField(max_length=60)),
                ('from_relation', models.CharField(max_length=100)),
                ('from_column', models.CharField(max_length=60)),
                ('how', models.CharField(db_comment='the expression, or what the model is called', max_length=200)),
                ('made_by', models.CharField(db_comment='dataset:name@version, view:name, load:name or mlmodel:name', max_length=100)),
            ],
            options={
                'db_table': '"governance"."lineage_edge"',
                'constraints': [models.UniqueConstraint(fields=('relation', 'column', 'from_relation', 'from_column', 'made_by'), name='lineage_edge_once')],
            },
        ),
    ]
