from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('ingest', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MaskedDemographics',
            fields=[
                ('person', models.UUIDField(primary_key=True, serialize=False)),
                ('birth_band', models.CharField(max_length=20)),
                ('region', models.CharField(max_length=12, null=True)),
                ('changed_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."masked_demographics"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='MaskedReview',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'review_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('review_id', models.UUIDField()),
                ('reviewer', models.UUIDField()),
                ('rating', models.PositiveSmallIntegerField()),
                ('text_length', models.IntegerField()),
                ('language', models.CharField(max_length=3)),
                ('visited_on', models.DateField()),
                ('posted_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."masked_reviews"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantAspect',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'review_id', 'place', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('review_id', models.UUIDField()),
                ('place', models.BigIntegerField()),
                ('posted_on', models.DateField()),
                ('rating', models.PositiveSmallIntegerField()),
                ('aspect', models.TextField()),
                ('polarity', models.TextField()),
                ('probability', models.FloatField()),
                ('sentence', models.TextField()),
                ('words', models.JSONField()),
                ('aspects_version', models.PositiveIntegerField()),
            ],
            options={
                'db_table': '"marts"."restaurant_aspects"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantBacktest',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('predicted', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('baseline', models.FloatField()),
                ('actual', models.FloatField()),
                ('model_version', models.CharField(max_length=60)),
            ],
            options={
                'db_table': '"marts"."restaurant_backtest"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantForecast',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('mean', models.FloatField()),
                ('low', models.FloatField()),
                ('high', models.FloatField()),
                ('baseline', models.FloatField()),
                ('model_version', models.CharField(max_length=60)),
                ('trained_until', models.DateField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."restaurant_forecast"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantForecastStatus',
            fields=[
                ('restaurant_id', models.UUIDField(primary_key=True, serialize=False)),
                ('status', models.CharField(max_length=20)),
                ('days_known', models.PositiveIntegerField()),
                ('last_day', models.DateField(null=True)),
                ('model_version', models.CharField(max_length=60)),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."restaurant_forecast_status"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantSentiment',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'review_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('review_id', models.UUIDField()),
                ('posted_on', models.DateField()),
                ('rating', models.PositiveSmallIntegerField()),
                ('score', models.FloatField(null=True)),
                ('label', models.CharField(max_length=8, null=True)),
                ('confidence', models.FloatField(null=True)),
                ('positive_sentence', models.TextField(null=True)),
                ('positive_score', models.FloatField(null=True)),
                ('negative_sentence', models.TextField(null=True)),
                ('negative_score', models.FloatField(null=True)),
                ('model_version', models.PositiveIntegerField(null=True)),
                ('scored_at', models.DateTimeField(null=True)),
                ('language', models.CharField(max_length=3)),
                ('for_models', models.BooleanField()),
                ('return_intent', models.CharField(max_length=12, null=True)),
                ('aspects_version', models.PositiveIntegerField(null=True)),
            ],
            options={
                'db_table': '"marts"."restaurant_sentiment"',
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='RestaurantVisits',
            fields=[
                ('pk', models.CompositePrimaryKey('restaurant_id', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('restaurant_id', models.UUIDField()),
                ('day', models.DateField()),
                ('visitors', models.PositiveIntegerField()),
                ('counted_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"marts"."restaurant_visits"',
                'managed': False,
            },
        ),
    ]
