-- The people whose rows an event of the access log touched. These are functions because they join what no login may read
-- together: the log, pseudonyms and tokens. `uses_of` and `datasets_of` answer for one person and name no reader;
-- `people_touched` is for the breach report. Results that are not known by row or by restaurant have `is_sure` false.

CREATE OR REPLACE FUNCTION governance.row_fingerprint(named uuid) RETURNS uuid
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT encode(substr(sha256(convert_to('platemark.access:', 'UTF8') || uuid_send(named)), 1, 16), 'hex')::uuid
$$;
REVOKE ALL ON FUNCTION governance.row_fingerprint(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.fingerprints_of(asked uuid) RETURNS TABLE(fingerprint uuid, place uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT governance.row_fingerprint(named.name), named.place
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
REVOKE ALL ON FUNCTION governance.fingerprints_of(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.access_reach(asked text) RETURNS text
LANGUAGE sql STABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE
        WHEN asked IN ('core.reviews', 'derived.review_sentiment', 'marts.masked_reviews', 'marts.restaurant_sentiment',
                       'marts.restaurant_aspects',
                       'landing.review_events', 'landing.review_staging', 'landing.quarantine') THEN 'review'
        WHEN asked IN ('core.user_demographics', 'core.allowed_uses', 'marts.masked_demographics',
                       'landing.person_events') THEN 'person'
        WHEN asked IN ('marts.restaurant_age_bands', 'marts.restaurant_cohorts', 'marts.reviewer_cubes',
                       'governance.noisy_cell') THEN 'count'
        WHEN EXISTS (SELECT 1 FROM governance.dataset_version AS v WHERE v.relation = asked AND v.subjects IS NOT NULL)
          OR EXISTS (SELECT 1 FROM governance.dataset_grant AS g
                     JOIN governance.dataset_version AS v USING (dataset, version)
                     WHERE g.relation = asked AND v.subjects IS NOT NULL) THEN 'dataset'
        ELSE '' END
$$;
REVOKE ALL ON FUNCTION governance.access_reach(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.known_since(asked uuid) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT LEAST(
        (SELECT min(posted_at) FROM core.reviews WHERE reviewer = asked),
        (SELECT min(COALESCE(uuid_extract_timestamp(event_id), received_at))
         FROM landing.person_events WHERE person = asked)
    )
$$;
REVOKE ALL ON FUNCTION governance.known_since(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.datasets_of(asked uuid)
RETURNS TABLE (
    dataset text, version integer, description text, audience text[], relation text, refreshed_at timestamptz,
    ends_at timestamptz, is_sure boolean
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
    since CONSTANT timestamptz := governance.known_since(asked);
    -- Gathered first, here and below: on Citus tables of the coordinator and of all nodes are not joined row by row.
    own CONSTANT uuid[] := ARRAY(SELECT review_id FROM core.reviews WHERE reviewer = asked);
BEGIN
    RETURN QUERY
    SELECT v.dataset::text, v.version,
           COALESCE(v.document ->> 'description', v.document -> 0 ->> 'description', ''), d.audience::text[],
           v.relation::text, COALESCE(v.refreshed_at, v.registered_at), v.ends_at, has.tokens
    FROM governance.dataset_version AS v JOIN governance.dataset AS d ON d.name = v.dataset
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT 1 FROM governance.dataset_token AS t WHERE t.dataset = v.dataset) AS any,
               EXISTS (SELECT 1 FROM governance.dataset_token AS t
                       WHERE t.dataset = v.dataset AND t.kind = 'person' AND t.subject = asked)
            OR EXISTS (SELECT 1 FROM governance.dataset_token AS t
                       WHERE t.dataset = v.dataset AND t.kind = 'review' AND t.subject = ANY (own)) AS tokens
    ) AS has
    WHERE v.withdrawn_at IS NULL AND v.ends_at > clock_timestamp() AND v.subjects IS NOT NULL
      AND (has.tokens OR (NOT has.any AND COALESCE(v.refreshed_at, v.registered_at) >= since))
    ORDER BY v.dataset, v.version;
END
$$;
REVOKE ALL ON FUNCTION governance.datasets_of(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.uses_of(asked uuid, before uuid, most integer)
RETURNS TABLE (
    id uuid, at timestamptz, role text, login text, relation text, version text, columns text[], rows bigint,
    subjects bigint, purpose text, kind text, restaurant_id uuid, reach text, is_sure boolean, places uuid[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
    upto CONSTANT uuid := COALESCE(before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
    bounded CONSTANT integer := LEAST(GREATEST(most, 0), 1000);
    since CONSTANT timestamptz := governance.known_since(asked);
    names CONSTANT uuid[] := ARRAY(SELECT fingerprint FROM governance.fingerprints_of(asked));
    reviewed uuid[];
    reviewed_at timestamptz[];
    whole text[] := '{}';
BEGIN
    SELECT array_agg(restaurant_id), array_agg(posted_at) INTO reviewed, reviewed_at
    FROM core.reviews WHERE reviewer = asked;
    IF reviewed IS NOT NULL THEN
        whole := whole || ARRAY['core.reviews', 'derived.review_sentiment', 'marts.masked_reviews',
                                'landing.review_events', 'landing.review_staging', 'landing.quarantine',
                                'marts.reviewer_cubes', 'governance.noisy_cell'];
    END IF;
    IF EXISTS (SELECT 1 FROM core.user_demographics WHERE person = asked) THEN
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
        SELECT fingerprint, place FROM governance.fingerprints_of(asked)
    ), found AS (
        (SELECT e.*, true AS is_sure FROM governance.access_event AS e
         WHERE e.row_fingerprints && names AND e.id < upto ORDER BY e.id DESC LIMIT bounded)
        UNION ALL
        SELECT e.*, true FROM unnest(reviewed, reviewed_at) AS r (restaurant_id, posted_at) CROSS JOIN LATERAL (
            SELECT * FROM governance.access_event AS e
            WHERE e.restaurant_id = r.restaurant_id AND e.row_fingerprints IS NULL AND e.id < upto AND e.rows > 0
              AND e.created_at >= r.posted_at AND governance.access_reach(e.relation) IN ('review', 'count')
            ORDER BY e.id DESC LIMIT bounded
        ) AS e
        UNION ALL
        (SELECT e.*, false FROM governance.access_event AS e
         WHERE e.restaurant_id IS NULL AND e.row_fingerprints IS NULL AND e.id < upto AND e.rows > 0
           AND e.created_at >= since AND e.relation = ANY (whole) ORDER BY e.id DESC LIMIT bounded)
    )
    SELECT e.id, e.created_at, e.role::text, e.login::text, e.relation::text, e.version::text, e.columns::text[],
           e.rows, e.subjects, CASE WHEN e.role = 'process' THEN e.purpose ELSE '' END::text, e.kind::text, e.restaurant_id,
           governance.access_reach(e.relation), e.is_sure,
           CASE WHEN e.restaurant_id IS NOT NULL THEN ARRAY[e.restaurant_id]
                ELSE ARRAY(SELECT DISTINCT n.place FROM named AS n
                           WHERE n.fingerprint = ANY (e.row_fingerprints) AND n.place IS NOT NULL) END
    FROM found AS e ORDER BY e.id DESC LIMIT bounded;
END
$$;
REVOKE ALL ON FUNCTION governance.uses_of(uuid, uuid, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.people_touched(reader text, since timestamptz, until timestamptz)
RETURNS TABLE (
    person uuid, relation text, is_sure boolean, looks bigint, rows bigint, first_at timestamptz, last_at timestamptz
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    WITH events AS MATERIALIZED (
        SELECT e.id, e.created_at, e.relation::text AS relation, e.row_fingerprints,
               governance.access_reach(e.relation) AS reach,
               COALESCE(e.restaurant_id, substring(e.purpose FROM '^dashboard of ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$')::uuid) AS place
        FROM governance.access_event AS e
        WHERE e.created_at >= since AND e.created_at < until AND e.rows > 0
          AND reader IN (e.reader_id, e.role, e.login) AND governance.access_reach(e.relation) NOT IN ('', 'count')
    ), shown AS (
        SELECT e.id, e.created_at, e.relation, f.fingerprint
        FROM events AS e CROSS JOIN LATERAL unnest(e.row_fingerprints) AS f (fingerprint)
    ), names AS (
        SELECT governance.row_fingerprint(review_id) AS fingerprint, reviewer AS person, review_id AS named
        FROM core.reviews
        UNION ALL SELECT governance.row_fingerprint(event_id), reviewer, review_id FROM core.reviews
        UNION ALL SELECT governance.row_fingerprint(r.reviewer), r.reviewer, NULL FROM (
            SELECT DISTINCT reviewer FROM core.reviews
            UNION SELECT person FROM core.user_demographics
        ) AS r
        UNION ALL SELECT governance.row_fingerprint(event_id), person, NULL FROM landing.person_events
        UNION ALL SELECT governance.row_fingerprint(token), subject, NULL FROM governance.dataset_token
                  WHERE kind = 'person'
        UNION ALL SELECT governance.row_fingerprint(t.token), r.reviewer, r.review_id
                  FROM governance.dataset_token AS t JOIN core.reviews AS r ON r.review_id = t.subject
                  WHERE t.kind = 'review'
    ), by_row AS (
        SELECT n.person, s.relation, true AS is_sure, count(DISTINCT s.id) AS looks,
               GREATEST(count(DISTINCT n.named), 1) AS rows, min(s.created_at) AS first_at, max(s.created_at) AS last_at
        FROM shown AS s JOIN names AS n USING (fingerprint) GROUP BY n.person, s.relation
    ), pages AS (
        SELECT e.place, e.relation, array_agg(e.created_at ORDER BY e.created_at) AS times FROM events AS e
        WHERE e.row_fingerprints IS NULL AND e.place IS NOT NULL AND e.reach = 'review' GROUP BY e.place, e.relation
    ), by_restaurant AS (
        SELECT r.reviewer, p.relation, true, cardinality(p.times) - seen.before, 1::bigint, p.times[seen.before + 1],
               p.times[cardinality(p.times)]
        FROM pages AS p JOIN core.reviews AS r ON r.restaurant_id = p.place
        CROSS JOIN LATERAL (SELECT width_bucket(r.posted_at, p.times) AS before) AS seen
        WHERE seen.before < cardinality(p.times)
    ), wholes AS (
        SELECT e.relation, e.reach, array_agg(e.created_at ORDER BY e.created_at) AS times FROM events AS e
        WHERE e.row_fingerprints IS NULL AND e.place IS NULL GROUP BY e.relation, e.reach
    ), known AS (
        SELECT 'review' AS reach, reviewer AS person, min(posted_at) AS since FROM core.reviews
        WHERE EXISTS (SELECT 1 FROM wholes WHERE reach IN ('review', 'dataset')) GROUP BY reviewer
        UNION ALL
        SELECT 'person', p.person, min(COALESCE(uuid_extract_timestamp(p.event_id), p.received_at))
        FROM landing.person_events AS p
        WHERE EXISTS (SELECT 1 FROM wholes WHERE reach = 'person') GROUP BY p.person
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
