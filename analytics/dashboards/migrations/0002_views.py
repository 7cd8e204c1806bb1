"""The views of `marts`. They run with their reader's rights and behind a barrier; `policy apply` grants the columns."""

from django.db import migrations

RESTAURANT_SENTIMENT = """
CREATE VIEW marts.restaurant_sentiment WITH (security_invoker = true, security_barrier = true) AS
SELECT r.restaurant_id, r.review_id, (r.posted_at AT TIME ZONE 'UTC')::date AS posted_on, r.rating,
       s.score, s.label, s.confidence, s.positive_sentence, s.positive_score, s.negative_sentence, s.negative_score,
       s.model_version, s.scored_at
FROM core.reviews r
LEFT JOIN derived.review_sentiment s
  ON s.restaurant_id = r.restaurant_id AND s.review_id = r.review_id AND s.event_id = r.event_id
"""
MASKED_REVIEWS = """
CREATE VIEW marts.masked_reviews WITH (security_invoker = true, security_barrier = true) AS
SELECT restaurant_id, review_id, reviewer, rating, text_length, language, visited_on, posted_at FROM core.reviews
"""
MASKED_DEMOGRAPHICS = """
CREATE VIEW marts.masked_demographics WITH (security_invoker = true, security_barrier = true) AS
SELECT person, birth_band, region, changed_at FROM core.user_demographics
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_initial"),
        ("ingest", "0001_initial"),
        ("mlmodels", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(RESTAURANT_SENTIMENT, "DROP VIEW marts.restaurant_sentiment"),
        migrations.RunSQL(MASKED_REVIEWS, "DROP VIEW marts.masked_reviews"),
        migrations.RunSQL(MASKED_DEMOGRAPHICS, "DROP VIEW marts.masked_demographics"),
    ]
