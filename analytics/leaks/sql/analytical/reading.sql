-- How much each person of the company reads by the hour, counted from the access log for the rules of leaks. The watcher
-- gets the counts, and neither whose rows they were nor a line of the log.

-- What one reader had read by the end of an hour: weighted distinct rows of people in the hour, from midnight on and in 30
-- days, and those of the hour that they had not read in the 30 days. Reads that name no rows count by their subjects.
CREATE OR REPLACE FUNCTION governance.leak_count_reading(
    reader text, hour timestamptz, weights jsonb, OUT in_hour float8, OUT in_day float8, OUT in_month float8,
    OUT in_hour_new float8
)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH read AS (
        SELECT e.created_at AS at, e.row_fingerprints, COALESCE(e.subjects, 0) AS subjects,
               COALESCE((SELECT max((weights -> e.relation ->> name)::float8) FROM unnest(e.columns) AS name), 1) AS weight
        FROM governance.access_event AS e
        WHERE e.reader_id = reader AND e.role <> 'process' AND e.created_at >= hour - interval '30 days'
          AND e.created_at < hour + interval '1 hour'
    ), named AS (
        SELECT max(weight) FILTER (WHERE at >= hour) AS of_hour, max(weight) AS of_month, min(at) >= hour AS is_new,
               max(weight) FILTER (WHERE at >= date_trunc('day', hour, 'UTC')) AS of_day
        FROM read, unnest(row_fingerprints) AS row_read GROUP BY row_read
    ), counted AS (
        SELECT sum(weight * subjects) FILTER (WHERE at >= hour) AS of_hour, sum(weight * subjects) AS of_month,
               sum(weight * subjects) FILTER (WHERE at >= date_trunc('day', hour, 'UTC')) AS of_day
        FROM read WHERE row_fingerprints IS NULL
    ), sums AS (
        SELECT COALESCE(sum(of_hour), 0) AS of_hour, COALESCE(sum(of_day), 0) AS of_day,
               COALESCE(sum(of_month), 0) AS of_month, COALESCE(sum(of_hour) FILTER (WHERE is_new), 0) AS of_new
        FROM named
    )
    SELECT sums.of_hour + COALESCE(counted.of_hour, 0), sums.of_day + COALESCE(counted.of_day, 0),
           sums.of_month + COALESCE(counted.of_month, 0), sums.of_new + COALESCE(counted.of_hour, 0)
    FROM sums, counted
$$;
REVOKE ALL ON FUNCTION governance.leak_count_reading(text, timestamptz, jsonb) FROM PUBLIC;

-- Counts the hours since the last one that was counted, which is counted anew, and at most two days back. `roles` are those
-- of the company, and `weights` say what a person counts by relation and column. How many hours that were.
CREATE OR REPLACE FUNCTION governance.leak_count_hours(roles text[], weights jsonb) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    since CONSTANT timestamptz := GREATEST(
        (SELECT max(h.starts_at) FROM governance.reading_hour AS h),
        date_trunc('hour', clock_timestamp() - interval '2 days', 'UTC'));
    counted integer;
BEGIN
    DELETE FROM governance.reading_hour AS h WHERE h.starts_at < clock_timestamp() - interval '400 days';
    INSERT INTO governance.reading_hour AS known
        (reader_id, starts_at, role, in_hour, in_day, in_month, in_hour_new, relations)
    SELECT hour.reader_id, hour.starts_at, hour.role, sums.in_hour, sums.in_day, sums.in_month, sums.in_hour_new,
           hour.relations
    FROM (
        SELECT e.reader_id, date_trunc('hour', e.created_at, 'UTC') AS starts_at, min(e.role) AS role,
               array_agg(DISTINCT e.relation ORDER BY e.relation) AS relations
        FROM governance.access_event AS e
        WHERE e.created_at >= since AND e.role <> 'process' AND e.role = ANY (roles)
        GROUP BY e.reader_id, date_trunc('hour', e.created_at, 'UTC')
    ) AS hour, governance.leak_count_reading(hour.reader_id, hour.starts_at, weights) AS sums
    ON CONFLICT (reader_id, starts_at) DO UPDATE
    SET in_hour = EXCLUDED.in_hour, in_day = EXCLUDED.in_day, in_month = EXCLUDED.in_month,
        in_hour_new = EXCLUDED.in_hour_new, relations = EXCLUDED.relations;
    GET DIAGNOSTICS counted = ROW_COUNT;
    RETURN counted;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_count_hours(text[], jsonb) FROM PUBLIC;

-- The hours of the days that rules and model look back over.
CREATE OR REPLACE FUNCTION governance.leak_hours(since timestamptz)
RETURNS TABLE (reader text, role text, starts_at timestamptz, in_hour float8, in_day float8, in_month float8,
               in_hour_new float8, relations text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY SELECT h.reader_id::text, h.role::text, h.starts_at, h.in_hour, h.in_day, h.in_month, h.in_hour_new,
                        h.relations::text[]
    FROM governance.reading_hour AS h WHERE h.starts_at >= since ORDER BY h.starts_at;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_hours(timestamptz) FROM PUBLIC;

-- Raises an alert about what a rule found of one reader's day, unless one about them was raised lately or the week's budget
-- is spent. It stops nobody. The alert names the read of that day that had most rows. True where it is raised.
CREATE OR REPLACE FUNCTION governance.leak_alert_raise(found_rule text, reader text, found_day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    cool_down CONSTANT interval := CASE found_rule WHEN 'drip' THEN interval '28 days' ELSE interval '7 days' END;
    largest governance.access_event;
BEGIN
    IF found_rule NOT IN ('hour', 'day', 'month', 'first_datasets', 'drip') THEN
        RETURN false;
    END IF;
    LOCK TABLE governance.leak_alert IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (
        SELECT 1 FROM governance.leak_alert AS a
        WHERE a.reader_id = reader AND a.rule NOT IN ('honey', 'scope', 'artefact', 'outgoing', 'honey_use')
          AND a.created_at > clock_timestamp() - cool_down
    ) OR 5 <= (
        SELECT count(*) FROM governance.leak_alert AS a
        WHERE a.rule NOT IN ('honey', 'scope', 'artefact', 'outgoing', 'honey_use')
          AND a.created_at >= date_trunc('week', clock_timestamp(), 'UTC')
    ) THEN
        RETURN false;
    END IF;
    SELECT * INTO largest FROM governance.access_event AS e
    WHERE e.reader_id = reader AND e.role <> 'process' AND e.created_at >= found_day::timestamp AT TIME ZONE 'UTC'
      AND e.created_at < (found_day + 1)::timestamp AT TIME ZONE 'UTC'
    ORDER BY e.rows DESC, e.id LIMIT 1;
    IF largest.id IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO governance.leak_alert (id, rule, reader_id, role, login, relation, read_at, event_id, stopped, state, note,
                                       triaged_by)
    VALUES (uuidv7(), found_rule, reader, largest.role, largest.login, largest.relation, largest.created_at, largest.id, 0,
            'open', '', '');
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_alert_raise(text, text, date) FROM PUBLIC;
