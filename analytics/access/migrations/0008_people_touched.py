"""Whose rows a reader touched in a time, for the breach report: by row, by restaurant, and, not sure, as a whole.

Published counts touch nobody. Times of a restaurant's reads are kept sorted, so that a review finds its first in them
by `width_bucket`, however often a page was opened.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION governance.people_touched(reader text, since timestamptz, until timestamptz)
RETURNS TABLE (person uuid, relation text, is_sure boolean, looks bigint, rows bigint, first_at timestamptz,
               last_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    WITH events AS MATERIALIZED (
        SELECT e.id, e.at, e.relation::text AS relation, e.marks, governance.access_reach(e.relation) AS reach,
               COALESCE(e.restaurant_id, substring(e.purpose FROM '^dashboard of ([0-9a-f-]{36})$')::uuid) AS place
        FROM governance.access_event AS e
        WHERE e.at >= since AND e.at < until AND e.rows > 0
          AND reader IN (e.who, e.role, e.process) AND governance.access_reach(e.relation) NOT IN ('', 'count')
    ), shown AS (
        SELECT e.id, e.at, e.relation, m.mark FROM events AS e CROSS JOIN LATERAL unnest(e.marks) AS m (mark)
    ), names AS (
        SELECT governance.access_mark(review_id) AS mark, reviewer AS person, review_id AS named FROM core.reviews
        UNION ALL SELECT governance.access_mark(event_id), reviewer, review_id FROM core.reviews
        UNION ALL SELECT governance.access_mark(r.reviewer), r.reviewer, NULL FROM (
            SELECT DISTINCT reviewer FROM core.reviews
            UNION SELECT person FROM core.user_demographics
        ) AS r
        UNION ALL SELECT governance.access_mark(event_id), person, NULL FROM landing.person_events
        UNION ALL SELECT governance.access_mark(token), subject, NULL FROM governance.dataset_token
                  WHERE kind = 'person'
        UNION ALL SELECT governance.access_mark(t.token), r.reviewer, r.review_id
                  FROM governance.dataset_token AS t JOIN core.reviews AS r ON r.review_id = t.subject
                  WHERE t.kind = 'review'
    ), by_row AS (
        SELECT n.person, s.relation, true AS is_sure, count(DISTINCT s.id) AS looks,
               GREATEST(count(DISTINCT n.named), 1) AS rows, min(s.at) AS first_at, max(s.at) AS last_at
        FROM shown AS s JOIN names AS n USING (mark) GROUP BY n.person, s.relation
    ), pages AS (
        SELECT e.place, e.relation, array_agg(e.at ORDER BY e.at) AS times FROM events AS e
        WHERE e.marks IS NULL AND e.place IS NOT NULL AND e.reach = 'review' GROUP BY e.place, e.relation
    ), by_restaurant AS (
        SELECT r.reviewer, p.relation, true, cardinality(p.times) - seen.before, 1::bigint, p.times[seen.before + 1],
               p.times[cardinality(p.times)]
        FROM pages AS p JOIN core.reviews AS r ON r.restaurant_id = p.place
        CROSS JOIN LATERAL (SELECT width_bucket(r.posted_at, p.times) AS before) AS seen
        WHERE seen.before < cardinality(p.times)
    ), wholes AS (
        SELECT e.relation, e.reach, array_agg(e.at ORDER BY e.at) AS times FROM events AS e
        WHERE e.marks IS NULL AND e.place IS NULL GROUP BY e.relation, e.reach
    ), known AS (
        SELECT 'review' AS reach, reviewer AS person, min(posted_at) AS since FROM core.reviews
        WHERE EXISTS (SELECT FROM wholes WHERE reach IN ('review', 'dataset')) GROUP BY reviewer
        UNION ALL
        SELECT 'person', p.person, min(COALESCE(uuid_extract_timestamp(p.event_id), p.received_at))
        FROM landing.person_events AS p
        WHERE EXISTS (SELECT FROM wholes WHERE reach = 'person') GROUP BY p.person
    ), by_whole AS (
        SELECT k.person, w.relation, false, cardinality(w.times) - seen.before, 1::bigint, w.times[seen.before + 1],
               w.times[cardinality(w.times)]
        FROM wholes AS w JOIN known AS k ON k.reach = CASE w.reach WHEN 'person' THEN 'person' ELSE 'review' END
        CROSS JOIN LATERAL (SELECT width_bucket(k.since, w.times) AS before) AS seen
        WHERE seen.before < cardinality(w.times)
    )
    SELECT * FROM by_row UNION ALL SELECT * FROM by_restaurant UNION ALL SELECT * FROM by_whole;
END
$$;
REVOKE ALL ON FUNCTION governance.people_touched(text, timestamptz, timestamptz) FROM PUBLIC;
"""
BACKWARD = "DROP FUNCTION governance.people_touched(text, timestamptz, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("access", "0007_whose_rows_asked")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
