"""Whose rows an event of the access log touched, asked from either side: of one person, or of some events.

Functions, because the answer takes what no login may read beside each other: the log, pseudonyms, tokens. Each says
first who calls. `uses_of` and `datasets_of` answer for one person and name no reader; `people_touched` is for the
breach report alone. What is not known by row or by restaurant comes back as not sure.
"""

from django.db import migrations

MARK = """
CREATE FUNCTION governance.access_mark(named uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(substr(sha256(convert_to('platemark.access:', 'UTF8') || uuid_send(named)), 1, 16), 'hex')::uuid
$$;
REVOKE ALL ON FUNCTION governance.access_mark(uuid) FROM PUBLIC;

CREATE FUNCTION governance.access_reach(asked text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN asked IN ('core.reviews', 'derived.review_sentiment', 'marts.masked_reviews', 'marts.restaurant_sentiment',
                       'landing.review_events', 'landing.review_staging', 'landing.quarantine') THEN 'review'
        WHEN asked IN ('core.user_demographics', 'core.allowed_uses', 'marts.masked_demographics',
                       'landing.person_events') THEN 'person'
        WHEN asked IN ('marts.restaurant_age_bands', 'marts.reviewer_cubes') THEN 'count'
        WHEN EXISTS (SELECT FROM governance.dataset_version AS v WHERE v.relation = asked AND v.subjects IS NOT NULL)
          OR EXISTS (SELECT FROM governance.dataset_grant AS g
                     JOIN governance.dataset_version AS v USING (dataset, version)
                     WHERE g.relation = asked AND v.subjects IS NOT NULL) THEN 'dataset'
        ELSE '' END
$$;
REVOKE ALL ON FUNCTION governance.access_reach(text) FROM PUBLIC;
"""

# Every name that a person's rows have, with what it names. `place` is null where it is the person, and not a review.
NAMES = """
CREATE FUNCTION governance.access_names(asked uuid) RETURNS TABLE (mark uuid, place uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT governance.access_mark(named.name), named.place
    FROM (
        SELECT review_id AS name, restaurant_id AS place FROM core.reviews WHERE reviewer = asked
        UNION SELECT event_id, restaurant_id FROM core.reviews WHERE reviewer = asked
        UNION SELECT asked, NULL
        UNION SELECT event_id, NULL FROM landing.person_events WHERE person = asked
        UNION SELECT t.token, NULL FROM governance.dataset AS d
              JOIN governance.dataset_token AS t ON t.dataset = d.name AND t.kind = 'person' AND t.subject = asked
        UNION SELECT t.token, r.restaurant_id FROM core.reviews AS r CROSS JOIN governance.dataset AS d
              JOIN governance.dataset_token AS t
                ON t.dataset = d.name AND t.kind = 'review' AND t.subject = r.review_id
              WHERE r.reviewer = asked
    ) AS named
$$;
REVOKE ALL ON FUNCTION governance.access_names(uuid) FROM PUBLIC;

CREATE FUNCTION governance.known_since(asked uuid) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT LEAST(
        (SELECT min(posted_at) FROM core.reviews WHERE reviewer = asked),
        (SELECT min(COALESCE(uuid_extract_timestamp(event_id), received_at))
         FROM landing.person_events WHERE person = asked)
    )
$$;
REVOKE ALL ON FUNCTION governance.known_since(uuid) FROM PUBLIC;
"""

DATASETS = """
CREATE FUNCTION governance.datasets_of(asked uuid)
RETURNS TABLE (dataset text, version integer, description text, audience text[], relation text,
               refreshed_at timestamptz, ends_at timestamptz, is_sure boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
    since CONSTANT timestamptz := governance.known_since(asked);
BEGIN
    RETURN QUERY
    SELECT v.dataset::text, v.version,
           COALESCE(v.document ->> 'description', v.document -> 0 ->> 'description', ''), d.audience::text[],
           v.relation::text, COALESCE(v.refreshed_at, v.registered_at), v.ends_at, has.tokens
    FROM governance.dataset_version AS v JOIN governance.dataset AS d ON d.name = v.dataset
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM governance.dataset_token AS t WHERE t.dataset = v.dataset) AS any,
               EXISTS (SELECT FROM governance.dataset_token AS t
                       WHERE t.dataset = v.dataset AND t.kind = 'person' AND t.subject = asked)
            OR EXISTS (SELECT FROM core.reviews AS r JOIN governance.dataset_token AS t
                         ON t.dataset = v.dataset AND t.kind = 'review' AND t.subject = r.review_id
                       WHERE r.reviewer = asked) AS tokens
    ) AS has
    WHERE v.withdrawn_at IS NULL AND v.ends_at > clock_timestamp() AND v.subjects IS NOT NULL
      AND (has.tokens OR (NOT has.any AND COALESCE(v.refreshed_at, v.registered_at) >= since))
    ORDER BY v.dataset, v.version;
END
$$;
REVOKE ALL ON FUNCTION governance.datasets_of(uuid) FROM PUBLIC;
"""

USES = """
CREATE FUNCTION governance.uses_of(asked uuid, before uuid, most integer)
RETURNS TABLE (id uuid, at timestamptz, role text, process text, relation text, version text, columns text[],
               rows bigint, subjects bigint, purpose text, kind text, restaurant_id uuid, reach text,
               is_sure boolean, places uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
    upto CONSTANT uuid := COALESCE(before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    bounded CONSTANT integer := LEAST(GREATEST(most, 0), 1000);
    since CONSTANT timestamptz := governance.known_since(asked);
    names CONSTANT uuid[] := ARRAY(SELECT mark FROM governance.access_names(asked));
    whole text[] := '{}';
BEGIN
    IF EXISTS (SELECT FROM core.reviews WHERE reviewer = asked) THEN
        whole := whole || ARRAY['core.reviews', 'derived.review_sentiment', 'marts.masked_reviews',
                                'landing.review_events', 'landing.review_staging', 'landing.quarantine',
                                'marts.reviewer_cubes'];
    END IF;
    IF EXISTS (SELECT FROM core.user_demographics WHERE person = asked) THEN
        whole := whole || ARRAY['core.user_demographics', 'core.allowed_uses', 'marts.masked_demographics',
                                'landing.person_events'];
    END IF;
    whole := whole || ARRAY(
        SELECT d.relation FROM governance.datasets_of(asked) AS d
        UNION SELECT g.relation::text FROM governance.datasets_of(asked) AS d
              JOIN governance.dataset_grant AS g ON g.dataset = d.dataset AND g.version = d.version
    );
    RETURN QUERY
    WITH named AS MATERIALIZED (
        SELECT mark, place FROM governance.access_names(asked)
    ), found AS (
        (SELECT e.*, true AS is_sure FROM governance.access_event AS e
         WHERE e.marks && names AND e.id < upto ORDER BY e.id DESC LIMIT bounded)
        UNION ALL
        SELECT e.*, true FROM core.reviews AS r CROSS JOIN LATERAL (
            SELECT * FROM governance.access_event AS e
            WHERE e.restaurant_id = r.restaurant_id AND e.marks IS NULL AND e.id < upto AND e.rows > 0
              AND e.at >= r.posted_at AND governance.access_reach(e.relation) IN ('review', 'count')
            ORDER BY e.id DESC LIMIT bounded
        ) AS e WHERE r.reviewer = asked
        UNION ALL
        (SELECT e.*, false FROM governance.access_event AS e
         WHERE e.restaurant_id IS NULL AND e.marks IS NULL AND e.id < upto AND e.rows > 0 AND e.at >= since
           AND e.relation = ANY (whole) ORDER BY e.id DESC LIMIT bounded)
    )
    SELECT e.id, e.at, e.role::text, e.process::text, e.relation::text, e.version::text, e.columns::text[], e.rows,
           e.subjects, CASE WHEN e.role = 'process' THEN e.purpose ELSE '' END::text, e.kind::text, e.restaurant_id,
           governance.access_reach(e.relation), e.is_sure,
           CASE WHEN e.restaurant_id IS NOT NULL THEN ARRAY[e.restaurant_id]
                ELSE ARRAY(SELECT DISTINCT n.place FROM named AS n
                           WHERE n.mark = ANY (e.marks) AND n.place IS NOT NULL) END
    FROM found AS e ORDER BY e.id DESC LIMIT bounded;
END
$$;
REVOKE ALL ON FUNCTION governance.uses_of(uuid, uuid, integer) FROM PUBLIC;
"""

BACKWARD = """
DROP FUNCTION governance.uses_of(uuid, uuid, integer);
DROP FUNCTION governance.datasets_of(uuid);
DROP FUNCTION governance.known_since(uuid);
DROP FUNCTION governance.access_names(uuid);
DROP FUNCTION governance.access_reach(text);
DROP FUNCTION governance.access_mark(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0006_whose_rows"),
        ("datasets", "0004_refreshed"),
        ("ingest", "0006_reviewer_cubes"),
    ]
    operations = [migrations.RunSQL(MARK + NAMES + DATASETS + USES, BACKWARD)]
