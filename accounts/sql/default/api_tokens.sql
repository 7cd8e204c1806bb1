-- A program's token. `web` reads no digest: it sends the one of what came, and learns whose token it is, or nothing. It is
-- the same nothing for a token that is wrong, revoked or expired, and for an account that is closed.
-- Of where a real token is sent from nothing is kept.

CREATE OR REPLACE FUNCTION public.accounts_use_api_token(given_id uuid, given_digest text, given_network text)
RETURNS TABLE (person uuid, granted_scopes text[], restaurant uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today CONSTANT date := (pg_catalog.clock_timestamp() AT TIME ZONE 'UTC')::date;
    used_on date;
BEGIN
    SELECT token.user_id, token.scopes::text[], token.restaurant_id, token.last_used_on
    INTO person, granted_scopes, restaurant, used_on
    FROM public.accounts_apitoken AS token JOIN public.accounts_user AS owner ON owner.id = token.user_id
    WHERE token.id = given_id AND token.digest = given_digest AND token.revoked_at IS NULL
      AND token.expires_at > pg_catalog.clock_timestamp() AND owner.is_active;
    IF NOT FOUND THEN
        PERFORM public.accounts_note_honey_token(given_id, given_digest, given_network);
        RETURN;
    END IF;
    -- Once a day, and never while it is being revoked.
    IF used_on IS DISTINCT FROM today THEN
        UPDATE public.accounts_apitoken SET last_used_on = today WHERE id = given_id;
    END IF;
    RETURN NEXT;
END
$$;
REVOKE ALL ON FUNCTION public.accounts_use_api_token(uuid, text, text) FROM PUBLIC;
