import django.contrib.postgres.fields
import django.db.models.expressions
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.text
import reviews_site.ids
import reviews_site.regions
from django.db import migrations, models


# The schemas of the analytical store. The other apps of the store depend on this migration.
SCHEMAS = ("landing", "core", "derived", "marts", "governance")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        *(migrations.RunSQL(f"CREATE SCHEMA IF NOT EXISTS {schema}", f"DROP SCHEMA {schema}") for schema in SCHEMAS),
        migrations.CreateModel(
            name='ErasedPerson',
            fields=[
                ('digest', models.BinaryField(db_comment="SHA-256 of the pseudonym's 16 bytes", max_length=32, primary_key=True, serialize=False)),
                ('erased_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"governance"."erased_person"',
            },
        ),
        migrations.CreateModel(
            name='PersonEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('person', 'event_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField(db_comment='pseudonym')),
                ('event_id', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('received_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."person_events"',
            },
        ),
        migrations.CreateModel(
            name='Restaurant',
            fields=[
                ('restaurant_id', models.UUIDField(db_comment='distribution key', primary_key=True, serialize=False)),
                ('country', models.CharField(db_comment='ISO 3166-1, or empty', max_length=2)),
                ('region', models.CharField(max_length=100)),
                ('cuisine', models.CharField(db_comment='the first of its keys, or empty', max_length=40)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('listed_at', models.DateTimeField()),
                ('event_id', models.UUIDField()),
                ('loaded_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"core"."restaurants"',
            },
        ),
        migrations.CreateModel(
            name='RestaurantEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'event_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('event_id', models.UUIDField()),
                ('topic', models.CharField(max_length=80)),
                ('version', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('received_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."restaurant_events"',
            },
        ),
        migrations.CreateModel(
            name='StagedRestaurantEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'event_id', 'batch_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('event_id', models.UUIDField()),
                ('batch_id', models.UUIDField()),
                ('topic', models.CharField(max_length=80)),
                ('version', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('occurred_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."restaurant_staging"',
            },
        ),
        migrations.CreateModel(
            name='StagedReview',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'event_id', 'batch_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('event_id', models.UUIDField()),
                ('batch_id', models.UUIDField()),
                ('version', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('review_id', models.UUIDField()),
                ('reviewer', models.UUIDField(db_comment='pseudonym')),
                ('rating', models.PositiveSmallIntegerField()),
                ('food', models.PositiveSmallIntegerField(db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('service', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('value', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('ambience', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('text', models.TextField()),
                ('language', models.CharField(max_length=3)),
                ('visited_on', models.DateField()),
                ('posted_at', models.DateTimeField()),
                ('review_version', models.PositiveSmallIntegerField(db_comment='one more by each edit', db_default=1, default=1)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."review_staging"',
            },
        ),
        migrations.CreateModel(
            name='WithdrawnReview',
            fields=[
                ('digest', models.BinaryField(db_comment="SHA-256 of the review's id, 16 bytes", max_length=32, primary_key=True, serialize=False)),
                ('withdrawn_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"governance"."withdrawn_review"',
            },
        ),
        migrations.CreateModel(
            name='AllowedUses',
            fields=[
                ('person', models.UUIDField(db_comment='pseudonym', primary_key=True, serialize=False)),
                ('statistics', models.BooleanField(db_comment='birth year, gender and region in published counts')),
                ('models', models.BooleanField(db_comment='reviews are read by models')),
                ('datasets', models.BooleanField(db_comment='rows in datasets, and rows that staff read')),
                ('changed_at', models.DateTimeField()),
                ('event_id', models.UUIDField()),
                ('loaded_at', models.DateTimeField()),
                ('carried_out_at', models.DateTimeField(db_comment='null: rows of datasets are still to be deleted', null=True)),
                ('receipt_sent_at', models.DateTimeField(db_comment='when the site was told that it is carried out', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"core"."allowed_uses"',
                'indexes': [models.Index(fields=['loaded_at'], name='core_uses_newly_loaded'), models.Index(condition=models.Q(('receipt_sent_at__isnull', True)), fields=['person'], name='core_uses_receipt_due')],
            },
        ),
        migrations.CreateModel(
            name='PrivacyRequest',
            fields=[
                ('request_id', models.UUIDField(db_comment='the same as in the transactional store', primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('erasure', 'erasure'), ('export', 'export'), ('withdrawal', 'withdrawal')], max_length=10)),
                ('person', models.UUIDField(db_comment='pseudonym; null once the work is done', null=True)),
                ('reviews', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), db_comment='ids of the reviews that go, for the registrar', null=True, size=None)),
                ('asked_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('facts_at', models.DateTimeField(db_comment='when facts and what was derived from them were deleted', null=True)),
                ('datasets_at', models.DateTimeField(db_comment='when registered datasets were without the person', null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('counts', models.JSONField(db_comment='deleted rows, by relation', default=dict)),
                ('models_marked', models.PositiveIntegerField(db_comment='releases of models that may have learned from the person; null until they are marked', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."privacy_request"',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['kind'], name='privacy_request_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['erasure', 'export', 'withdrawal'])), name='privacy_request_kind_listed'), models.CheckConstraint(condition=models.Q(('done_at__isnull', False), ('person__isnull', False), _connector='OR'), name='privacy_request_open_has_person')],
            },
        ),
        migrations.CreateModel(
            name='QualityCheck',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=80)),
                ('kind', models.CharField(db_comment='freshness, delayed, volume, refused, nulls, ranges or drift', max_length=12)),
                ('name', models.CharField(db_comment='the column, or empty', max_length=60)),
                ('loaded_from', models.DateTimeField(db_comment='the period begins after this')),
                ('loaded_until', models.DateTimeField(db_comment='the period ends with this; when it was checked')),
                ('rows', models.PositiveIntegerField(db_comment='loaded in the period')),
                ('value', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('passed', models.BooleanField(db_comment='null: too few rows, or too short a history, to judge', null=True)),
                ('counts', models.JSONField(db_comment='rows by value, for drift', null=True)),
            ],
            options={
                'db_table': '"governance"."quality_check"',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['freshness', 'delayed', 'volume', 'refused', 'nulls', 'ranges', 'drift'])), name='governance_quality_kind_listed'), models.UniqueConstraint(fields=('relation', 'kind', 'name', 'loaded_until'), name='governance_quality_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='QuarantinedEvent',
            fields=[
                ('event_id', models.UUIDField(primary_key=True, serialize=False)),
                ('topic', models.CharField(max_length=80)),
                ('version', models.PositiveSmallIntegerField()),
                ('restaurant_id', models.UUIDField(db_comment='as the outbox has it; null for events about a person alone', null=True)),
                ('payload', models.JSONField(db_comment='null where it was too large: the outbox has it', null=True)),
                ('shape', models.JSONField(db_comment='mask of payload: what its fields look like', null=True)),
                ('reason', models.CharField(max_length=300)),
                ('quarantined_at', models.DateTimeField()),
                ('fix_event_id', models.UUIDField(db_comment='the event that replaces it', null=True)),
                ('resolved_at', models.DateTimeField(db_comment='when it, or its fix, was loaded', null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."quarantine"',
                'indexes': [models.Index(fields=['fix_event_id'], name='landing_quarantine_fixes')],
            },
        ),
        migrations.CreateModel(
            name='RestaurantAgeBand',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'birth_band', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField(db_comment='distribution key')),
                ('birth_band', models.CharField(max_length=20)),
                ('reviewers', models.PositiveIntegerField(db_comment='to the nearest ten; null: too few to show', null=True)),
                ('of_reviewers', models.PositiveIntegerField(db_comment='how many people all bands count together, in tens')),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."restaurant_age_bands"',
                'indexes': [models.Index(fields=['published_at'], name='marts_age_bands_published')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reviewers__isnull', True), ('reviewers__gte', 10), _connector='OR'), name='marts_age_bands_at_least_10'), models.CheckConstraint(condition=models.Q(('reviewers__isnull', True), ('reviewers', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('reviewers'), '/', models.Value(10)), '*', models.Value(10))), _connector='OR'), name='marts_age_bands_in_tens')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'review_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField(db_comment='distribution key')),
                ('review_id', models.UUIDField()),
                ('event_id', models.UUIDField(db_comment='the event that this row is from')),
                ('reviewer', models.UUIDField(db_comment='pseudonym')),
                ('rating', models.PositiveSmallIntegerField()),
                ('food', models.PositiveSmallIntegerField(db_comment='stars, 1 to 5; null: not rated', null=True)),
                ('service', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('value', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('ambience', models.PositiveSmallIntegerField(db_comment='as food', null=True)),
                ('text', models.TextField()),
                ('text_length', models.GeneratedField(db_comment='mask of text', db_persist=True, expression=django.db.models.functions.text.Length('text'), output_field=models.IntegerField())),
                ('language', models.CharField(max_length=3)),
                ('visited_on', models.DateField()),
                ('posted_at', models.DateTimeField()),
                ('review_version', models.PositiveSmallIntegerField(db_comment='one more by each edit', db_default=1, default=1)),
                ('loaded_at', models.DateTimeField()),
                ('for_statistics', models.BooleanField(db_comment='may be counted in statistics', db_default=True, default=True)),
                ('for_models', models.BooleanField(db_comment='may be read by models', db_default=True, default=True)),
                ('for_datasets', models.BooleanField(db_comment='may be read by people, row by row', db_default=True, default=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"core"."reviews"',
                'indexes': [models.Index(fields=['reviewer'], name='core_reviews_by_reviewer'), models.Index(fields=['loaded_at'], name='core_reviews_newly_loaded'), models.Index(condition=models.Q(('for_models', False)), fields=['restaurant_id', 'review_id'], name='core_reviews_refused_to_models'), models.Index(condition=models.Q(('for_datasets', False)), fields=['restaurant_id', 'review_id'], name='core_reviews_refused_to_people')],
                'constraints': [models.UniqueConstraint(fields=('restaurant_id', 'event_id'), name='core_reviews_one_row_an_event'), models.CheckConstraint(condition=models.Q(('rating__range', (1, 5))), name='core_reviews_rating_from_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='ReviewerCube',
            fields=[
                ('pk', models.CompositePrimaryKey('cube', 'first', 'second', blank=True, editable=False, primary_key=True, serialize=False)),
                ('cube', models.CharField(db_comment='which table: the names of its two dimensions', max_length=30)),
                ('first', models.CharField(db_comment='the value of the first dimension', max_length=40)),
                ('second', models.CharField(db_comment='the value of the second', max_length=40)),
                ('reviewers', models.PositiveIntegerField(db_comment='distinct people, to the nearest ten; null: too few', null=True)),
                ('average_rating', models.DecimalField(db_comment='each person counted once', decimal_places=1, max_digits=2, null=True)),
                ('of_reviewers', models.PositiveIntegerField(db_comment='how many people the whole table counts')),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."reviewer_cubes"',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('average_rating__isnull', True), ('reviewers__isnull', True)), ('reviewers__gte', 10), _connector='OR'), name='marts_reviewer_cubes_at_least_10')],
            },
        ),
        migrations.CreateModel(
            name='ReviewEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'event_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('event_id', models.UUIDField()),
                ('reviewer', models.GeneratedField(db_comment='pseudonym from the payload, to find the events of one person', db_persist=True, expression=django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('reviewer', 'payload'), models.UUIDField()), output_field=models.UUIDField())),
                ('version', models.PositiveSmallIntegerField()),
                ('payload', models.JSONField()),
                ('received_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"landing"."review_events"',
                'indexes': [models.Index(fields=['reviewer'], name='landing_events_by_reviewer')],
            },
        ),
        migrations.CreateModel(
            name='UserDemographics',
            fields=[
                ('person', models.UUIDField(db_comment='pseudonym', primary_key=True, serialize=False)),
                ('birth_year', models.PositiveSmallIntegerField(null=True)),
                ('birth_band', models.GeneratedField(db_comment='mask of birth_year', db_persist=True, expression=models.Case(models.When(birth_year=None, then=models.Value('unknown')), models.When(birth_year__lt=1930, then=models.Value('before 1930')), models.When(birth_year__lt=1940, then=models.Value('1930-1939')), models.When(birth_year__lt=1950, then=models.Value('1940-1949')), models.When(birth_year__lt=1960, then=models.Value('1950-1959')), models.When(birth_year__lt=1970, then=models.Value('1960-1969')), models.When(birth_year__lt=1980, then=models.Value('1970-1979')), models.When(birth_year__lt=1990, then=models.Value('1980-1989')), models.When(birth_year__lt=2000, then=models.Value('1990-1999')), models.When(birth_year__lt=2010, then=models.Value('2000-2009')), models.When(birth_year__gte=2010, then=models.Value('2010 or later')), default=models.Value('unknown')), output_field=models.CharField(max_length=20))),
                ('gender', models.CharField(max_length=20, null=True)),
                ('region', models.CharField(max_length=12, null=True)),
                ('changed_at', models.DateTimeField()),
                ('event_id', models.UUIDField()),
                ('loaded_at', models.DateTimeField()),
                ('for_datasets', models.BooleanField(db_comment='may be read by people, row by row', db_default=True, default=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"core"."user_demographics"',
                'indexes': [models.Index(fields=['loaded_at'], name='core_people_newly_loaded')],
            },
        ),
        migrations.CreateModel(
            name='Visits',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField(db_comment='distribution key')),
                ('day', models.DateField()),
                ('visitors', models.PositiveIntegerField()),
                ('purchases', models.PositiveIntegerField(db_comment='null: not counted', null=True)),
                ('event_id', models.UUIDField(db_comment='the event that this row is from')),
                ('counted_at', models.DateTimeField()),
                ('loaded_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('currency', models.CharField(db_comment='of the takings, ISO 4217', max_length=3, null=True)),
                ('takings', models.PositiveBigIntegerField(db_comment='in the smallest unit of the currency', null=True)),
            ],
            options={
                'db_table': '"core"."visits"',
                'indexes': [models.Index(fields=['loaded_at'], name='core_visits_newly_loaded')],
            },
        ),
        migrations.CreateModel(
            name='PlannedDay',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField(db_comment='distribution key')),
                ('day', models.DateField()),
                ('plan', models.CharField(db_comment='event, closed; null: withdrawn', max_length=10, null=True)),
                ('effect', models.CharField(db_comment='of an event: more, less; null: not known', max_length=10, null=True)),
                ('event_id', models.UUIDField(db_comment='the event that this row is from')),
                ('planned_at', models.DateTimeField()),
                ('loaded_at', models.DateTimeField()),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"core"."planned_days"',
                'indexes': [models.Index(fields=['loaded_at'], name='core_planned_newly_loaded')],
            },
        ),
        migrations.CreateModel(
            name='RestaurantCohort',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'topic', 'month', 'birth_band', 'answer', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField(db_comment='distribution key')),
                ('topic', models.CharField(db_comment='return_intent, an aspect, or people: how many all rows count', max_length=20)),
                ('month', models.CharField(db_comment='such as 2026-03, or earlier; empty: of all time', max_length=7)),
                ('birth_band', models.CharField(db_comment='years of birth, coarser than those of age bands', max_length=20)),
                ('answer', models.CharField(db_comment='what they say of the topic', max_length=12)),
                ('people', models.PositiveIntegerField(db_comment='distinct people, to the nearest ten')),
                ('model_version', models.PositiveIntegerField(db_comment='the newest release of the model of aspects that read one')),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."restaurant_cohorts"',
                'constraints': [models.CheckConstraint(condition=models.Q(('people__gte', 10)), name='marts_cohorts_at_least_10'), models.CheckConstraint(condition=models.Q(('people', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('people'), '/', models.Value(10)), '*', models.Value(10)))), name='marts_cohorts_in_tens')],
            },
        ),
    ]
