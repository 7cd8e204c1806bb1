-- Tokens of the API that belong to nobody, put where nobody should read. Whoever sends one is answered as for any wrong
-- token, and the process `watch` raises an alert. `web` learns nothing here: it calls what looks real tokens up.

-- Notes a honey token, once a day for each network that it comes from, and at most ten a day, so that nobody sends mails
-- without end. Nothing of it reaches the caller: no error, and no wait for the disk, which would tell such a token apart.
CREATE OR REPLACE FUNCTION public.accounts_note_honey_token(given_id uuid, given_digest text, given_network text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    seen_at CONSTANT timestamptz := clock_timestamp();
    today CONSTANT date := (seen_at AT TIME ZONE 'UTC')::date;
    address inet;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.accounts_honeytoken AS t WHERE t.id = given_id AND t.digest = given_digest)
       OR 10 <= (SELECT count(*) FROM public.accounts_honeytokenuse AS u WHERE u.token_id = given_id AND u.used_on = today)
    THEN
        RETURN;
    END IF;
    PERFORM set_config('synchronous_commit', 'off', true);
    IF pg_input_is_valid(given_network, 'inet') THEN
        address := given_network::inet;
        address := set_masklen(address, CASE family(address) WHEN 4 THEN 24 ELSE 48 END);
    END IF;
    INSERT INTO public.accounts_honeytokenuse (id, token_id, network, used_on, used_at)
    VALUES (uuidv7(), given_id, COALESCE(network(address)::text, 'unknown'), today, seen_at)
    ON CONFLICT (token_id, used_on, network) DO NOTHING;
EXCEPTION WHEN OTHERS THEN
    RAISE LOG 'A honey token was sent, and could not be noted: %', SQLERRM;
END
$$;
REVOKE ALL ON FUNCTION public.accounts_note_honey_token(uuid, text, text) FROM PUBLIC;

-- What `watch` has raised no alert about yet.
CREATE OR REPLACE FUNCTION public.accounts_honey_token_uses()
RETURNS TABLE (use_id uuid, place text, network text, used_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY SELECT u.id, t.place::text, u.network::text, u.used_at
    FROM public.accounts_honeytokenuse AS u JOIN public.accounts_honeytoken AS t ON t.id = u.token_id
    WHERE u.handled_at IS NULL ORDER BY u.id LIMIT 100;
END
$$;
REVOKE ALL ON FUNCTION public.accounts_honey_token_uses() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.accounts_honey_token_use_handled(asked uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE public.accounts_honeytokenuse AS u SET handled_at = clock_timestamp() WHERE u.id = asked AND u.handled_at IS NULL;
    DELETE FROM public.accounts_honeytokenuse AS u WHERE u.handled_at < clock_timestamp() - interval '30 days';
END
$$;
REVOKE ALL ON FUNCTION public.accounts_honey_token_use_handled(uuid) FROM PUBLIC;

-- For the owner of all tables, who puts the token somewhere.
CREATE OR REPLACE FUNCTION public.accounts_plant_honey_token(new_id uuid, new_digest text, said_place text) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.accounts_honeytoken (id, digest, place) VALUES (new_id, new_digest, said_place)
$$;
REVOKE ALL ON FUNCTION public.accounts_plant_honey_token(uuid, text, text) FROM PUBLIC;
