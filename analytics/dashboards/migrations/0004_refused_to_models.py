"""The view of sentiment says of each review whether models may read it, and shows no score of one that they may not."""

from django.db import migrations, models

SENTIMENT = """
CREATE OR REPLACE VIEW marts.restaurant_sentiment WITH (security_invoker = true, security_barrier = true) AS
SELECT r.restaurant_id, r.review_id, (r.posted_at AT TIME ZONE 'UTC')::date AS posted_on, r.rating,
       s.score, s.label, s.confidence, s.positive_sentence, s.positive_score, s.negative_sentence, s.negative_score,
       s.model_version, s.scored_at, r.language, r.for_models
FROM core.reviews r
LEFT JOIN derived.review_sentiment s
  ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id AND s.event_id = r.event_id AND r.for_models
"""


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0003_visitors"), ("ingest", "0009_allowed_uses")]
    operations = [
        # The column stays when going back: a view that is replaced may gain columns, not lose them.
        migrations.RunSQL(SENTIMENT, migrations.RunSQL.noop),
        migrations.AddField("restaurantsentiment", "for_models", models.BooleanField(default=True)),
    ]
