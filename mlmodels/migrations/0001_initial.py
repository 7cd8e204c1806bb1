import reviews_site.ids
import django.db.models.functions.datetime
import django.db.models.expressions
import datetime
import django.contrib.postgres.fields
import reviews_site.regions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ingest', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='VisitorBacktest',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('predicted', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('baseline', models.FloatField()),
                ('actual', models.FloatField(db_comment='Visitors who came.')),
                ('model_version', models.CharField(max_length=60)),
            ],
            options={
                'db_table': '"derived"."visitor_backtest"',
                'db_table_comment': 'The last weeks, forecast from before them.',
            },
        ),
        migrations.CreateModel(
            name='ModelRelease',
            fields=[
                ('trained_on', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='Tables as schema.table, and published files by name. Never empty.', size=None)),
                ('erased_since', models.PositiveIntegerField(db_comment='Later erasures of people who may be in its training data.', db_default=0, default=0)),
                ('last_erasure_at', models.DateTimeField(db_comment='When the last of them took place.', null=True)),
                ('pk', models.CompositePrimaryKey('name', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('digest', models.CharField(db_comment="SHA-256 over the names and contents of the artefact's files.", max_length=64)),
                ('accepted_at', models.DateTimeField()),
                ('promotion', models.JSONField(db_comment='As signed in its manifest: promoted or rolled back, when, by which key, with which figures.', null=True)),
            ],
            options={
                'db_table': '"derived"."model_release"',
                'db_table_comment': 'Releases of models that scored something; rows are only added, and marked by erasures.',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('trained_on', []), _negated=True), name='modelrelease_says_what_it_was_trained_on')],
            },
        ),
        migrations.CreateModel(
            name='ReviewSentiment',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'review_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('review_id', models.UUIDField()),
                ('event_id', models.UUIDField(db_comment='The event whose text was scored.')),
                ('score', models.FloatField(db_comment='From -1 (negative) to 1 (positive).')),
                ('label', models.CharField(choices=[('negative', 'negative'), ('positive', 'positive'), ('unsure', 'unsure')], db_comment='Unsure within 0.4 of zero.', max_length=8)),
                ('confidence', models.FloatField(db_comment='0 to 1: probability of the likelier polarity, times the share of familiar words.')),
                ('positive_sentence', models.TextField(db_comment='The most positive sentence; null in a text without words.', null=True)),
                ('positive_score', models.FloatField(null=True)),
                ('negative_sentence', models.TextField(db_comment='The most negative sentence; null in a text without words.', null=True)),
                ('negative_score', models.FloatField(null=True)),
                ('model_version', models.PositiveIntegerField(db_comment='The release of the sentiment model that said so.')),
                ('scored_at', models.DateTimeField()),
                ('aspects', models.JSONField(db_comment='What it says of which aspect, a list of objects; null until the second model has read it.', null=True)),
                ('return_intent', models.CharField(choices=[('comes_back', 'comes_back'), ('stays_away', 'stays_away')], db_comment='Whether the writer says that they will come back.', max_length=12, null=True)),
                ('aspects_version', models.PositiveIntegerField(db_comment='The release of the model of aspects that read it, and settled a score that was unsure.', null=True)),
                ('for_datasets', models.BooleanField(db_comment='May be read by people, row by row: as of its review.', db_default=True, default=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
                ('is_current', models.BooleanField(db_comment='Of the present text of a review that models may read. Dashboards read no other row.', db_default=False, default=False)),
            ],
            options={
                'db_table': '"derived"."review_sentiment"',
                'db_table_comment': 'Sentiment of reviews, derived by mlmodels from core.reviews.',
                'constraints': [models.CheckConstraint(condition=models.Q(('score__gte', -1), ('score__lte', 1)), name='review_sentiment_score_in_range'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='review_sentiment_confidence_in_range'), models.CheckConstraint(condition=models.Q(('label__in', ['negative', 'positive', 'unsure'])), name='review_sentiment_label_known'), models.CheckConstraint(condition=models.Q(('return_intent__in', ['comes_back', 'stays_away'])), name='review_sentiment_intent_known'), models.CheckConstraint(condition=models.Q(('aspects__isnull', True), ('aspects_version__isnull', False), _connector='OR'), name='review_sentiment_aspects_by_a_release')],
            },
        ),
        migrations.CreateModel(
            name='VisitorForecast',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('mean', models.FloatField(db_comment='Expected visitors.')),
                ('low', models.FloatField(db_comment='Lower end of the interval of four days in five.')),
                ('high', models.FloatField(db_comment='Upper end of the interval of four days in five.')),
                ('baseline', models.FloatField(db_comment='What the same weekday usually brings.')),
                ('model_version', models.CharField(max_length=60)),
                ('trained_until', models.DateField(db_comment='The last day that the model had seen.')),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."visitor_forecast"',
                'db_table_comment': 'Visitors expected, per restaurant and day to come.',
                'constraints': [models.CheckConstraint(condition=models.Q(('low__gte', 0), ('low__lte', models.F('mean')), ('mean__lte', models.F('high')), ('baseline__gte', 0)), name='visitor_forecast_in_order')],
            },
        ),
        migrations.CreateModel(
            name='VisitorForecastStatus',
            fields=[
                ('restaurant_id', models.UUIDField(primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('forecast', 'forecast'), ('not_enough_data', 'not_enough_data')], max_length=20)),
                ('days_known', models.PositiveIntegerField(db_comment='Days with a count.')),
                ('last_day', models.DateField(db_comment='The last day with a count.', null=True)),
                ('model_version', models.CharField(max_length=60)),
                ('rmsle', models.FloatField(db_comment='Of the back-test; null until there is one.', null=True)),
                ('mase', models.FloatField(null=True)),
                ('coverage', models.FloatField(db_comment="Share of the back-test's days within the interval of four days in five.", null=True)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."visitor_forecast_status"',
                'db_table_comment': 'Per restaurant: forecast, or not enough data yet.',
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['forecast', 'not_enough_data'])), name='visitor_forecast_status_status_known')],
            },
        ),
        migrations.CreateModel(
            name='VisitorModel',
            fields=[
                ('trained_on', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), db_comment='Tables as schema.table, and published files by name. Never empty.', size=None)),
                ('erased_since', models.PositiveIntegerField(db_comment='Later erasures of people who may be in its training data.', db_default=0, default=0)),
                ('last_erasure_at', models.DateTimeField(db_comment='When the last of them took place.', null=True)),
                ('version', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('sealed', models.BinaryField(db_comment='AES-256-GCM-SIV under the purpose visitors_model, bound to the version')),
                ('trained_until', models.DateField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."visitor_model"',
                'db_table_comment': 'Visitors models of this site; only the newest are kept.',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('trained_on', []), _negated=True), name='visitormodel_says_what_it_was_trained_on')],
            },
        ),
        migrations.CreateModel(
            name='VisitorKeptForecast',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('mean', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."visitor_kept_forecast"',
                'db_table_comment': 'Forecasts of the day before, kept to be compared with who came.',
            },
        ),
        migrations.CreateModel(
            name='GatewayQuota',
            fields=[
                ('pk', models.CompositePrimaryKey('service', 'model', blank=True, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(max_length=40)),
                ('model', models.CharField(max_length=40)),
                ('calls_a_minute', models.PositiveIntegerField()),
                ('rows_a_day', models.PositiveIntegerField(db_comment='bounds what can be learned of a model by asking it')),
                ('minute_began_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('calls', models.PositiveIntegerField(db_default=0)),
                ('day_began_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('rows', models.PositiveIntegerField(db_default=0)),
            ],
            options={
                'db_table': '"governance"."gateway_quota"',
                'db_table_comment': 'Limits of services at the gateway of the models, and what they have used of them.',
                'constraints': [models.CheckConstraint(condition=models.Q(('calls__lte', models.F('calls_a_minute')), ('rows__lte', models.F('rows_a_day'))), name='gateway_quota_within')],
            },
        ),
        migrations.CreateModel(
            name='GatewayToken',
            fields=[
                ('id', models.UUIDField(default=reviews_site.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('service', models.CharField(db_comment='the program that it is for', max_length=40)),
                ('digest', models.CharField(db_comment="SHA-256 of the secret's 256 random bits", max_length=64)),
                ('allowed_models', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), db_comment='names of models; with /version: that version and no other', size=None)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('home_region', reviews_site.regions.HomeRegionField()),
            ],
            options={
                'db_table': '"governance"."gateway_token"',
                'db_table_comment': 'Tokens of the gateway of the models. Nobody reads digests: a function compares them.',
                'constraints': [models.CheckConstraint(condition=models.Q(('service__regex', '^[a-z][a-z0-9-]{1,39}$')), name='gateway_token_service_named'), models.CheckConstraint(condition=models.Q(('digest__regex', '^[0-9a-f]{64}$')), name='gateway_token_digest'), models.CheckConstraint(condition=models.Q(('allowed_models__len__gte', 1)), name='gateway_token_for_a_model'), models.CheckConstraint(condition=models.Q(('expires_at__lte', django.db.models.expressions.CombinedExpression(models.F('created_at'), '+', models.Value(datetime.timedelta(days=366))))), name='gateway_token_a_year')],
            },
        ),
    ]
