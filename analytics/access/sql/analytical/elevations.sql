-- Elevations: a login for one person and a limited time, with the columns and rows of one scope, and nothing else. The
-- functions are the owner's: the worker `elevation` may begin one, and it and the process `enforcer` may end them, in
-- steps that are each committed alone. Neither has a right on a table, on a role, or on a right to give on (ADR 36).

-- Which role may read what in which scope: the whole of what any elevation can open, whoever asks for it. Rows are those
-- whose column `key_column` is what was asked for; with `also` they have to be readable under withdrawn uses as well.
CREATE OR REPLACE FUNCTION governance.elevation_rules()
RETURNS TABLE (
    role text, scope text, max_minutes integer, relation text, columns text[], key_column text, also text, person_column text
)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM (VALUES
    ('data_scientist', 'reviews', 240, 'core.reviews',
     '{restaurant_id,review_id,reviewer,rating,food,service,value,ambience,text,text_length,language,visited_on,posted_at}'::text[],
     '', 'for_datasets', 'reviewer'),
    ('data_scientist', 'demographics', 120, 'core.user_demographics',
     '{person,birth_year,birth_band,gender,region,changed_at}', '', 'for_datasets', 'person'),
    ('data_engineer', 'event', 60, 'landing.quarantine',
     '{event_id,topic,version,restaurant_id,payload,shape,reason,quarantined_at,fix_event_id,resolved_at}', 'event_id', '', ''),
    ('data_engineer', 'restaurant', 120, 'core.reviews',
     '{restaurant_id,review_id,event_id,rating,text,text_length,language,visited_on,posted_at,loaded_at}',
     'restaurant_id', 'for_datasets', 'reviewer'),
    ('data_engineer', 'restaurant', 120, 'core.visits', '{restaurant_id,day,visitors,purchases,counted_at,loaded_at}',
     'restaurant_id', '', ''),
    ('data_engineer', 'restaurant', 120, 'derived.review_sentiment',
     '{restaurant_id,review_id,event_id,score,label,confidence,model_version,scored_at}', 'restaurant_id', 'for_datasets', ''),
    ('software_engineer', 'restaurant', 120, 'core.reviews',
     '{restaurant_id,review_id,event_id,rating,text_length,language,visited_on,posted_at,loaded_at}',
     'restaurant_id', 'for_datasets', 'reviewer'),
    ('software_engineer', 'restaurant', 120, 'core.visits', '{restaurant_id,day,visitors,counted_at,loaded_at}',
     'restaurant_id', '', ''),
    ('software_engineer', 'restaurant', 120, 'derived.review_sentiment',
     '{restaurant_id,review_id,event_id,score,label,model_version,scored_at}', 'restaurant_id', 'for_datasets', ''),
    ('software_engineer', 'person', 60, 'core.reviews',
     '{restaurant_id,review_id,event_id,reviewer,rating,text_length,language,visited_on,posted_at,loaded_at}',
     'reviewer', 'for_datasets', 'reviewer'),
    ('software_engineer', 'person', 60, 'core.user_demographics',
     '{person,birth_band,region,changed_at,loaded_at}', 'person', 'for_datasets', 'person')) AS rule
$$;
REVOKE ALL ON FUNCTION governance.elevation_rules() FROM PUBLIC;

-- The condition of a row policy. clock_timestamp() goes on in a transaction that stays open, where now() stands still.
CREATE OR REPLACE FUNCTION governance.elevation_condition(key_column text, key uuid, also text, until timestamptz)
RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT concat_ws(' AND ',
        CASE WHEN key_column <> '' THEN format('%I = %L::pg_catalog.uuid', key_column, key) END,
        NULLIF(also, ''),
        format('pg_catalog.clock_timestamp() < %L::pg_catalog.timestamptz',
               to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')))
$$;
REVOKE ALL ON FUNCTION governance.elevation_condition(text, uuid, text, timestamptz) FROM PUBLIC;

-- Whether an elevation counts now. One whose enforcers saw a later time than it is now is over: the clock went back.
CREATE OR REPLACE FUNCTION governance.elevation_is_live(one governance.elevation) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT one.ended_at IS NULL AND one.stopped_at IS NULL AND one.ends_at > clock_timestamp()
       AND one.seen_at < clock_timestamp() + interval '5 seconds'
$$;
REVOKE ALL ON FUNCTION governance.elevation_is_live(governance.elevation) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_begin(
    asked uuid, reader uuid, asked_role text, asked_scope text, asked_key uuid, minutes integer, verifier text
) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    caller CONSTANT name := session_user;
    begins CONSTANT timestamptz := date_trunc('second', clock_timestamp());
    ends CONSTANT timestamptz := begins + make_interval(mins => minutes);
    login CONSTANT text := 'el_' || right(translate(asked::text, '-', ''), 12);
    rule record;
BEGIN
    IF minutes IS NULL OR minutes < 15
       OR minutes > COALESCE((SELECT min(max_minutes) FROM governance.elevation_rules() AS r
                              WHERE r.role = asked_role AND r.scope = asked_scope), 0) THEN
        RAISE EXCEPTION 'No rule allows this, or not for so long.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF verifier !~ '^SCRAM-SHA-256\$[0-9]+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION 'The password of an elevation comes as a SCRAM verifier.' USING ERRCODE = 'invalid_password';
    END IF;
    IF (SELECT count(*) FROM governance.elevation AS e WHERE governance.elevation_is_live(e)) >= 10
       OR (SELECT count(*) FROM governance.elevation AS e
           WHERE e.reader_id = reader::text AND governance.elevation_is_live(e)) >= 2 THEN
        RAISE EXCEPTION 'Too many elevations are open.' USING ERRCODE = 'program_limit_exceeded';
    END IF;
    IF EXISTS (SELECT 1 FROM governance.elevation AS e WHERE e.seen_at > clock_timestamp() + interval '5 seconds') THEN
        RAISE EXCEPTION 'The clock of the server went back.' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    -- Once: the id is the request's.
    INSERT INTO governance.elevation
        (id, login, reader_id, role, scope, key, begins_at, ends_at, seen_at, stopped_by, ended_by)
    VALUES (asked, login, reader::text, asked_role, asked_scope, asked_key, begins, ends, clock_timestamp(), '', '');
    PERFORM governance.elevation_make_login(login, verifier, ends);
    FOR rule IN SELECT * FROM governance.elevation_rules() AS r WHERE r.role = asked_role AND r.scope = asked_scope LOOP
        IF (rule.key_column = '') <> (asked_key IS NULL) THEN
            RAISE EXCEPTION 'The scope is about one thing, or a whole table.' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM governance.elevation_open(asked, rule.relation, rule.columns,
            governance.elevation_condition(rule.key_column, asked_key, rule.also, ends), rule.person_column);
    END LOOP;
    RETURN ends;
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_begin(uuid, uuid, text, text, uuid, integer, text) FROM PUBLIC;

-- A login that owns nothing, is a member of nothing, and makes nothing. Its statements are in the server's log, and
-- neither that nor the size of its files is its own to change.
CREATE OR REPLACE FUNCTION governance.elevation_make_login(login text, verifier text, until timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    setting text;
BEGIN
    EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT CONNECTION LIMIT 2 VALID UNTIL %L PASSWORD %L', login, until, verifier);
    -- To end its sessions one has to have its rights; nobody sets it as a role.
    EXECUTE format('GRANT %I TO %I WITH INHERIT TRUE, SET FALSE', login, current_user);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
    FOR setting IN SELECT name || ' = ' || value FROM governance.elevation_settings() LOOP
        EXECUTE format('ALTER ROLE %I SET %s', login, setting);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_make_login(text, text, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.elevation_settings() RETURNS TABLE (name text, value text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT * FROM (VALUES
           ('default_transaction_read_only', '''on'''), ('search_path', '''pg_catalog'', ''pg_temp'''),
           ('statement_timeout', '''60s'''), ('lock_timeout', '''5s'''),
           ('idle_in_transaction_session_timeout', '''60s'''), ('idle_session_timeout', '''900s'''),
           ('transaction_timeout', '''300s'''), ('temp_file_limit', '''256MB'''), ('log_statement', '''all''')) AS setting
$$;
REVOKE ALL ON FUNCTION governance.elevation_settings() FROM PUBLIC;

-- Columns and rows of one relation. Whoever is in these rows is told of it from now on: what can be read counts as read.
CREATE OR REPLACE FUNCTION governance.elevation_open(
    asked uuid, relation text, columns text[], condition text, person_column text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    one governance.elevation%ROWTYPE;
    target CONSTANT text := format('%I.%I', split_part(relation, '.', 1), split_part(relation, '.', 2));
    policy text;
    row_count bigint;
    person_count bigint;
BEGIN
    SELECT * INTO one FROM governance.elevation AS e WHERE e.id = asked;
    policy := format('AS PERMISSIVE FOR SELECT TO "%s" USING (%s)', one.login, condition);
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', split_part(relation, '.', 1), one.login);
    EXECUTE format('GRANT SELECT (%s) ON %s TO %I',
                   (SELECT string_agg(quote_ident(c), ', ') FROM unnest(columns) AS c), target, one.login);
    IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = target::regclass) THEN
        RAISE EXCEPTION 'Row security is off on %.', relation USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    EXECUTE format('CREATE POLICY %I ON %s %s', one.login || '_reads', target, policy);
    EXECUTE format('COMMENT ON POLICY %I ON %s IS %L', one.login || '_reads', target, policy);
    EXECUTE format('SELECT count(*), %s FROM %s WHERE %s',
                   CASE WHEN person_column = '' THEN 'NULL' ELSE format('count(DISTINCT %I)', person_column) END,
                   target, condition) INTO row_count, person_count;
    INSERT INTO governance.access_event
        (id, reader_id, role, login, relation, version, columns, rows, subjects, purpose, kind, restaurant_id,
         row_fingerprints)
    VALUES (uuidv7(), one.reader_id, one.role, one.login, relation, '', columns, row_count, person_count,
            'elevation ' || asked, 'read', CASE WHEN one.scope = 'restaurant' THEN one.key END,
            CASE one.scope WHEN 'person' THEN ARRAY[governance.row_fingerprint(one.key)]
                           WHEN 'event' THEN ARRAY[governance.row_fingerprint(governance.person_in_event(one.key))] END);
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_open(uuid, text, text[], text, text) FROM PUBLIC;

-- Whose event was refused: the pseudonym in it, or, where there is none, the event's own id, which is nobody's.
CREATE OR REPLACE FUNCTION governance.person_in_event(asked uuid) RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(
        (SELECT named.person::uuid
         FROM landing.quarantine AS q, LATERAL (SELECT COALESCE(q.payload ->> 'reviewer', q.payload ->> 'person')) AS named (person)
         WHERE q.event_id = asked AND named.person ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
        asked)
$$;
REVOKE ALL ON FUNCTION governance.person_in_event(uuid) FROM PUBLIC;

-- Ends an elevation early. It only takes away, so the console may ask for any.
CREATE OR REPLACE FUNCTION governance.elevation_stop(asked uuid, by_whom uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE governance.elevation SET stopped_at = clock_timestamp(), stopped_by = by_whom::text
    WHERE id = asked AND stopped_at IS NULL AND ended_at IS NULL;
END
$$;
REVOKE ALL ON FUNCTION governance.elevation_stop(uuid, uuid) FROM PUBLIC;
