-- Tills that send signed messages. `web` takes a message and calls these; it reads no secret and verifies nothing, so
-- whoever breaks into it forges no guest numbers of the past and of restaurants whose team it does not act for.

-- A new address with its secret, which the worker `tills` seals within seconds. NULL: they may not, or there are ten.
CREATE OR REPLACE FUNCTION public.restaurants_make_till(actor uuid, place uuid, named text, given text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made CONSTANT uuid := uuidv7();
BEGIN
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    IF NOT public.restaurants_may(actor, place, 'enter_guest_numbers')
       OR (SELECT count(*) FROM public.restaurants_till WHERE restaurant_id = place AND revoked_at IS NULL) >= 10 THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.restaurants_till (id, restaurant_id, name, new_secret) VALUES (made, place, named, given);
    PERFORM public.restaurants_note_team_event(place, actor, 'till_made', '', '');
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_make_till(uuid, uuid, text, text) FROM PUBLIC;

-- Another secret; the one before works for a day more. False: they may not, it has ended, or the last is not sealed yet.
CREATE OR REPLACE FUNCTION public.restaurants_renew_till(actor uuid, asked uuid, given text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE public.restaurants_till AS till
    SET previous_secret = till.secret, previous_until = clock_timestamp() + interval '1 day', secret = NULL,
        new_secret = given
    WHERE till.id = asked AND till.revoked_at IS NULL AND till.new_secret = ''
      AND public.restaurants_may(actor, till.restaurant_id, 'enter_guest_numbers')
    RETURNING till.restaurant_id INTO place;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.restaurants_note_team_event(place, actor, 'till_renewed', '', '');
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_renew_till(uuid, uuid, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_revoke_till(actor uuid, asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE public.restaurants_till AS till
    SET revoked_at = clock_timestamp(), new_secret = '', secret = NULL, previous_secret = NULL
    WHERE till.id = asked AND till.revoked_at IS NULL
      AND public.restaurants_may(actor, till.restaurant_id, 'enter_guest_numbers')
    RETURNING till.restaurant_id INTO place;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.restaurants_note_team_event(place, actor, 'till_revoked', '', '');
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_revoke_till(uuid, uuid) FROM PUBLIC;

-- Keeps a message for the worker. Of an address that there is not, or no more, it says the same as of any other; false
-- only where a thousand wait. The same once more is not kept. When it came, the database says.
CREATE OR REPLACE FUNCTION public.restaurants_receive_till_message(
    given_till uuid, given_id text, given_time bigint, given_signatures text, given_body text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM public.restaurants_till WHERE id = given_till AND revoked_at IS NULL;
    IF NOT FOUND THEN
        RETURN true;
    END IF;
    IF (SELECT count(*) FROM (
            SELECT FROM public.restaurants_tillmessage WHERE till_id = given_till AND outcome = 'waiting' LIMIT 1000
        ) AS waiting) >= 1000 THEN
        RETURN false;
    END IF;
    INSERT INTO public.restaurants_tillmessage
        (id, till_id, message_id, sent_at, signatures, body, outcome, problem, received_at, digest)
    VALUES (
        uuidv7(), given_till, given_id, given_time, given_signatures, given_body, 'waiting', '', clock_timestamp(),
        sha256(convert_to(
            jsonb_build_array(given_id, given_time, given_signatures, given_body)::text, 'UTF8'
        ))
    ) ON CONFLICT DO NOTHING;
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_receive_till_message(uuid, text, bigint, text, text) FROM PUBLIC;
