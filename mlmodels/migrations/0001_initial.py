"""What models derive: sentiment of reviews, and the releases that were accepted."""

from django.db import migrations, models

from analytics.ingest.distribution import distribute, reference_table


class Migration(migrations.Migration):

    initial = True

    dependencies = [("ingest", "0001_initial")]  # makes the schema `derived`

    operations = [
        migrations.CreateModel(
            name='ModelRelease',
            fields=[
                ('pk', models.CompositePrimaryKey('name', 'version', blank=True, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('digest', models.CharField(db_comment="SHA-256 over the names and contents of the artefact's files.", max_length=64)),
                ('accepted_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."model_release"',
                'db_table_comment': 'Releases of models that scored something; rows are only added.',
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
                ('label', models.CharField(choices=[('negative', 'negative'), ('neutral', 'neutral'), ('positive', 'positive')], db_comment='Neutral within 0.2 of zero.', max_length=8)),
                ('confidence', models.FloatField(db_comment='0 to 1: probability of the likelier polarity, times the share of familiar words.')),
                ('positive_sentence', models.TextField(db_comment='The most positive sentence; null in a text without words.', null=True)),
                ('positive_score', models.FloatField(null=True)),
                ('negative_sentence', models.TextField(db_comment='The most negative sentence; null in a text without words.', null=True)),
                ('negative_score', models.FloatField(null=True)),
                ('model_version', models.PositiveIntegerField(db_comment='The release of the sentiment model that said so.')),
                ('scored_at', models.DateTimeField()),
            ],
            options={
                'db_table': '"derived"."review_sentiment"',
                'db_table_comment': 'Sentiment of reviews, derived by mlmodels from core.reviews.',
                'constraints': [models.CheckConstraint(condition=models.Q(('score__gte', -1), ('score__lte', 1)), name='review_sentiment_score_in_range'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='review_sentiment_confidence_in_range'), models.CheckConstraint(condition=models.Q(('label__in', ['negative', 'neutral', 'positive'])), name='review_sentiment_label_known')],
            },
        ),
        distribute("derived.review_sentiment", "restaurant_id"),
        reference_table("derived.model_release"),
    ]
