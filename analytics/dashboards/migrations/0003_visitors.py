"""Views over visits and their forecasts, and the language beside each sentiment."""

from django.db import migrations, models

SENTIMENT = """
CREATE OR REPLACE VIEW marts.restaurant_sentiment WITH (security_invoker = true, security_barrier = true) AS
SELECT r.restaurant_id, r.review_id, (r.posted_at AT TIME ZONE 'UTC')::date AS posted_on, r.rating,
       s.score, s.label, s.confidence, s.positive_sentence, s.positive_score, s.negative_sentence, s.negative_score,
       s.model_version, s.scored_at, r.language
FROM core.reviews r
LEFT JOIN derived.review_sentiment s
  ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id AND s.event_id = r.event_id
"""
VISITS = """
CREATE VIEW marts.restaurant_visits WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, visitors, counted_at FROM core.visits
"""
FORECAST = """
CREATE VIEW marts.restaurant_forecast WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, mean, low, high, baseline, model_version, trained_until, made_at
FROM derived.visitor_forecast
"""
BACKTEST = """
CREATE VIEW marts.restaurant_backtest WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, day, predicted, low, high, baseline, actual, model_version FROM derived.visitor_backtest
"""
OUTLOOK = """
CREATE VIEW marts.restaurant_outlook WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, status, days_known, last_day, model_version, made_at FROM derived.visitor_outlook
"""


ROW = [
    (
        "pk",
        models.CompositePrimaryKey(
            "restaurant_id", "day", blank=True, editable=False, primary_key=True, serialize=False
        ),
    ),
    ("restaurant_id", models.UUIDField()),
    ("day", models.DateField()),
]


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0002_views"),
        ("ingest", "0003_visits"),
        ("mlmodels", "0002_visitors"),
    ]
    operations = [
        # The column stays when going back: a view that is replaced may gain columns, not lose them.
        migrations.RunSQL(SENTIMENT, migrations.RunSQL.noop),
        migrations.RunSQL(VISITS, "DROP VIEW marts.restaurant_visits"),
        migrations.RunSQL(FORECAST, "DROP VIEW marts.restaurant_forecast"),
        migrations.RunSQL(BACKTEST, "DROP VIEW marts.restaurant_backtest"),
        migrations.RunSQL(OUTLOOK, "DROP VIEW marts.restaurant_outlook"),
        migrations.AddField(
            "restaurantsentiment", "language", models.CharField(default="", max_length=3), preserve_default=False
        ),
        migrations.CreateModel(
            name="RestaurantVisits",
            fields=[
                *ROW,
                ("visitors", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField()),
            ],
            options={"db_table": '"marts"."restaurant_visits"', "managed": False},
        ),
        migrations.CreateModel(
            name="RestaurantForecast",
            fields=[
                *ROW,
                ("mean", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("baseline", models.FloatField()),
                ("model_version", models.CharField(max_length=60)),
                ("trained_until", models.DateField()),
                ("made_at", models.DateTimeField()),
            ],
            options={"db_table": '"marts"."restaurant_forecast"', "managed": False},
        ),
        migrations.CreateModel(
            name="RestaurantBacktest",
            fields=[
                *ROW,
                ("predicted", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("baseline", models.FloatField()),
                ("actual", models.FloatField()),
                ("model_version", models.CharField(max_length=60)),
            ],
            options={"db_table": '"marts"."restaurant_backtest"', "managed": False},
        ),
        migrations.CreateModel(
            name="RestaurantOutlook",
            fields=[
                ("restaurant_id", models.UUIDField(primary_key=True, serialize=False)),
                ("status", models.CharField(max_length=20)),
                ("days_known", models.PositiveIntegerField()),
                ("last_day", models.DateField(null=True)),
                ("model_version", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
            ],
            options={"db_table": '"marts"."restaurant_outlook"', "managed": False},
        ),
    ]
