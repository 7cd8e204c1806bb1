-- The gateway's login reads no token and no quota: one function says whether a call may go on. It compares the token each
-- time, so that whoever took over the gateway speaks for no service whose token it was not sent.

CREATE OR REPLACE FUNCTION governance.gateway_service(given_id uuid, given_digest text, asked_model text, asked_version text)
RETURNS TABLE (service text, is_for_the_model boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT token.service::text, token.allowed_models::text[] && ARRAY[asked_model, asked_model || '/' || asked_version]
    FROM governance.gateway_token AS token
    WHERE token.id = given_id AND token.digest = given_digest AND token.revoked_at IS NULL
      AND token.expires_at > clock_timestamp()
$$;
REVOKE ALL ON FUNCTION governance.gateway_service(uuid, text, text, text) FROM PUBLIC;

-- Counts a call and its rows, both or neither, and writes rows into the access log: there is no answer without a line
-- there. No row comes back for a token that there is not. The update waits for others of the same service, and looks at
-- the quota anew when it is its turn.
CREATE OR REPLACE FUNCTION governance.gateway_ask(
    given_id uuid, given_digest text, asked_model text, asked_version text, outputs text[], row_count integer
)
RETURNS TABLE (verdict text, wait_seconds integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    at CONSTANT timestamptz := clock_timestamp();
    asking record;
BEGIN
    IF row_count IS NULL OR row_count < 0 THEN
        RAISE EXCEPTION 'Rows are taken, and not given back.' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO asking FROM governance.gateway_service(given_id, given_digest, asked_model, asked_version);
    IF NOT FOUND THEN
        RETURN;
    END IF;
    IF NOT asking.is_for_the_model THEN
        RETURN QUERY SELECT 'other model', 0;
        RETURN;
    END IF;
    UPDATE governance.gateway_quota AS quota
    SET minute_began_at = CASE WHEN at < quota.minute_began_at + interval '1 minute' THEN quota.minute_began_at ELSE at END,
        calls = CASE WHEN at < quota.minute_began_at + interval '1 minute' THEN quota.calls ELSE 0 END + 1,
        day_began_at = CASE WHEN at < quota.day_began_at + interval '1 day' THEN quota.day_began_at ELSE at END,
        rows = CASE WHEN at < quota.day_began_at + interval '1 day' THEN quota.rows ELSE 0 END + row_count
    WHERE quota.service = asking.service AND quota.model = asked_model
      AND CASE WHEN at < quota.minute_began_at + interval '1 minute' THEN quota.calls ELSE 0 END < quota.calls_a_minute
      AND CASE WHEN at < quota.day_began_at + interval '1 day' THEN quota.rows ELSE 0 END <= quota.rows_a_day - row_count;
    IF NOT FOUND THEN
        RETURN QUERY SELECT governance.gateway_refusal(quota, at), governance.gateway_wait(quota, at)
            FROM governance.gateway_quota AS quota WHERE quota.service = asking.service AND quota.model = asked_model;
        RETURN;
    END IF;
    IF row_count > 0 THEN
        INSERT INTO governance.access_event
            (id, reader_id, role, login, relation, version, columns, rows, subjects, purpose, kind, row_fingerprints)
        VALUES (uuidv7(), asking.service, 'service', caller, 'mlmodels.' || asked_model, asked_version, outputs, row_count,
                0, 'inference', 'read', '{}');
    END IF;
    RETURN QUERY SELECT 'admitted', 0;
END
$$;
REVOKE ALL ON FUNCTION governance.gateway_ask(uuid, text, text, text, text[], integer) FROM PUBLIC;

-- Which limit a service has met, and in how many seconds its window is over.
CREATE OR REPLACE FUNCTION governance.gateway_refusal(quota governance.gateway_quota, at timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN at < quota.minute_began_at + interval '1 minute' AND quota.calls >= quota.calls_a_minute
           THEN 'too many calls' ELSE 'too many rows' END
$$;
REVOKE ALL ON FUNCTION governance.gateway_refusal(governance.gateway_quota, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION governance.gateway_wait(quota governance.gateway_quota, at timestamptz) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT greatest(1, ceil(extract(epoch FROM CASE governance.gateway_refusal(quota, at)
        WHEN 'too many calls' THEN quota.minute_began_at + interval '1 minute'
        ELSE quota.day_began_at + interval '1 day' END - at)))::integer
$$;
REVOKE ALL ON FUNCTION governance.gateway_wait(governance.gateway_quota, timestamptz) FROM PUBLIC;
