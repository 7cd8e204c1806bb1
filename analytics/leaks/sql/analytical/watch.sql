-- The watcher over the access log. Its login has these functions, and no right on a table: it learns who read a honey
-- row, and not what the row is, nor what anybody else read.

-- Raises an alert for each read of a honey row by a person, once a day for each row, reader and login, so that no reader
-- silences the alert about another one. Processes read whole tables for their work, and are left out. The reader's
-- elevations end. A row of the log counts until it is a week old, so that a watcher that stood still finds it.
CREATE OR REPLACE FUNCTION governance.watch_honey() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    found_read record;
    ended integer;
    raised integer := 0;
BEGIN
    FOR found_read IN
        SELECT DISTINCT ON (e.reader_id, e.login, h.token)
               e.id, e.reader_id, e.role, e.login, e.relation, e.created_at, h.token
        FROM governance.honey_row AS h JOIN governance.access_event AS e ON e.row_fingerprints @> ARRAY[h.fingerprint]
        WHERE e.created_at > clock_timestamp() - interval '7 days' AND e.role <> 'process'
          AND NOT EXISTS (
              SELECT 1 FROM governance.leak_alert AS a
              WHERE a.reader_id = e.reader_id AND a.login = e.login AND a.token = h.token
                AND a.read_at > e.created_at - interval '1 day')
        ORDER BY e.reader_id, e.login, h.token, e.created_at
    LOOP
        UPDATE governance.elevation AS one SET stopped_at = clock_timestamp(), stopped_by = 'watch'
        WHERE one.reader_id = found_read.reader_id AND one.stopped_at IS NULL AND one.ended_at IS NULL;
        GET DIAGNOSTICS ended = ROW_COUNT;
        INSERT INTO governance.leak_alert (id, rule, reader_id, role, login, relation, read_at, event_id, token,
                                           stopped, state, note, triaged_by)
        VALUES (uuidv7(), 'honey', found_read.reader_id, found_read.role, found_read.login, found_read.relation,
                found_read.created_at, found_read.id, found_read.token, ended, 'open', '', '');
        raised := raised + 1;
    END LOOP;
    RETURN raised;
END
$$;
REVOKE ALL ON FUNCTION governance.watch_honey() FROM PUBLIC;

-- What is still to be mailed: several rows that one read touched are one alert for people.
CREATE OR REPLACE FUNCTION governance.leak_alerts_unhandled()
RETURNS TABLE (id uuid, rule text, reader text, role text, relation text, read_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY SELECT DISTINCT ON (a.event_id) a.id, a.rule::text, a.reader_id::text, a.role::text, a.relation::text, a.read_at
    FROM governance.leak_alert AS a WHERE a.handled_at IS NULL ORDER BY a.event_id, a.rule <> 'honey', a.id;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_alerts_unhandled() FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.leak_alert_handled(asked uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE governance.leak_alert AS a SET handled_at = clock_timestamp()
    WHERE a.handled_at IS NULL AND a.event_id = (SELECT one.event_id FROM governance.leak_alert AS one WHERE one.id = asked);
END
$$;
REVOKE ALL ON FUNCTION governance.leak_alert_handled(uuid) FROM PUBLIC;

-- Says what an alert was. True where the alert was in the state that the person saw, and it may become the new one. The
-- reader whom it is about decides nothing.
CREATE OR REPLACE FUNCTION governance.leak_alert_triage(
    asked uuid, person uuid, seen_state text, new_state text, new_note text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE governance.leak_alert AS a
    SET state = new_state, note = new_note, triaged_by = person::text, triaged_at = clock_timestamp()
    WHERE a.id = asked AND a.state = seen_state AND a.reader_id <> person::text
      AND (seen_state, new_state) IN (
          ('open', 'examined'), ('open', 'harmless'), ('open', 'leak'),
          ('examined', 'harmless'), ('examined', 'leak'), ('harmless', 'examined'));
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION governance.leak_alert_triage(uuid, uuid, text, text, text) FROM PUBLIC;

-- A review that nobody wrote, of a restaurant that there is not, whose id comes last in every order. No count and no
-- model reads it; people who read row by row can.
CREATE OR REPLACE FUNCTION governance.plant_honey_review(
    said text, review uuid DEFAULT uuidv7(), person uuid DEFAULT gen_random_uuid()
) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    planted core.reviews%ROWTYPE;
    token CONSTANT uuid := uuidv7();
BEGIN
    INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                              loaded_at, for_statistics, for_models, for_datasets)
    VALUES (('ffffffff' || substr(gen_random_uuid()::text, 9))::uuid, review, uuidv7(), person, 4, said, 'en',
            current_date - 20, clock_timestamp() - interval '19 days', clock_timestamp(), false, false, true)
    RETURNING * INTO planted;
    INSERT INTO governance.honey_row (fingerprint, token, relation)
    SELECT governance.row_fingerprint(name), token, 'core.reviews'
    FROM unnest(ARRAY[planted.review_id, planted.reviewer, planted.event_id]) AS name;
    RETURN planted.review_id;
END
$$;
REVOKE ALL ON FUNCTION governance.plant_honey_review(text, uuid, uuid) FROM PUBLIC;
