"""What is forecast of visitors, and how well it went."""

from django.db import migrations, models

from analytics.ingest.distribution import distribute


class Migration(migrations.Migration):
    dependencies = [
        ("mlmodels", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitorBacktest",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField()),
                ("day", models.DateField()),
                ("predicted", models.FloatField()),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("baseline", models.FloatField()),
                ("actual", models.FloatField(db_comment="Visitors who came.")),
                ("model_version", models.CharField(max_length=60)),
            ],
            options={
                "db_table": '"derived"."visitor_backtest"',
                "db_table_comment": "The last weeks, forecast from before them.",
            },
        ),
        migrations.CreateModel(
            name="VisitorForecast",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "restaurant_id", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("restaurant_id", models.UUIDField()),
                ("day", models.DateField()),
                ("mean", models.FloatField(db_comment="Expected visitors.")),
                ("low", models.FloatField(db_comment="Lower end of the interval of four days in five.")),
                ("high", models.FloatField(db_comment="Upper end of the interval of four days in five.")),
                ("baseline", models.FloatField(db_comment="What the same weekday usually brings.")),
                ("model_version", models.CharField(max_length=60)),
                ("trained_until", models.DateField(db_comment="The last day that the model had seen.")),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"derived"."visitor_forecast"',
                "db_table_comment": "Visitors expected, per restaurant and day to come.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("low__gte", 0),
                            ("low__lte", models.F("mean")),
                            ("mean__lte", models.F("high")),
                            ("baseline__gte", 0),
                        ),
                        name="visitor_forecast_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitorOutlook",
            fields=[
                ("restaurant_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "status",
                    models.CharField(
                        choices=[("forecast", "forecast"), ("not_enough_data", "not_enough_data")], max_length=20
                    ),
                ),
                ("days_known", models.PositiveIntegerField(db_comment="Days with a count.")),
                ("last_day", models.DateField(db_comment="The last day with a count.", null=True)),
                ("model_version", models.CharField(max_length=60)),
                ("rmsle", models.FloatField(db_comment="Of the back-test; null until there is one.", null=True)),
                ("mase", models.FloatField(null=True)),
                (
                    "coverage",
                    models.FloatField(
                        db_comment="Share of the back-test's days within the interval of four days in five.", null=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": '"derived"."visitor_outlook"',
                "db_table_comment": "Per restaurant: forecast, or not enough data yet.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["forecast", "not_enough_data"])),
                        name="visitor_outlook_status_known",
                    )
                ],
            },
        ),
        distribute("derived.visitor_forecast", "restaurant_id"),
        distribute("derived.visitor_backtest", "restaurant_id"),
        distribute("derived.visitor_outlook", "restaurant_id"),
    ]
