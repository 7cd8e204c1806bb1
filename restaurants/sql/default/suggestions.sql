-- Suggestions by guests. `web` makes, withdraws and decides them by these functions, which look at who asks; whose one is,
-- no function tells. Whoever holds web's login can name somebody else there: so what takes a place off the lists is
-- decided by staff alone, whose steps are signed and carried out by the worker `staffing`.

-- Whether a suggestion says what its kind says, as the page would show it, and nothing else.
CREATE OR REPLACE FUNCTION public.restaurants_is_proposal(wanted text, given jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(jsonb_typeof(given) = 'object' AND octet_length(given::text) <= 80000 AND CASE
        WHEN wanted IN ('closed', 'open') THEN given = '{}'
        WHEN wanted = 'phone'
            THEN given - 'phone' = '{}' AND given ->> 'phone' ~ '^[0-9 +()/;,.–-]{4,60}$'
        WHEN wanted = 'website'
            THEN given - 'website' = '{}' AND length(given ->> 'website') <= 490
             AND given ->> 'website' ~* '^https?://[^\s/?#@<>"]+\.[^\s/?#@<>"]+([/?#][^\s<>"]*)?$'
        WHEN wanted = 'name'
            THEN given - '{name,skeleton,name_words}'::text[] = '{}' AND given ->> 'name' ~ '\S'
             AND length(given ->> 'name') <= 200 AND given ->> 'skeleton' <> '' AND given ->> 'name_words' <> ''
        WHEN wanted = 'moved'
            THEN given - '{street,postcode,town,place_words}'::text[] = '{}' AND given ->> 'street' ~ '\S'
             AND length(given ->> 'street') <= 200 AND given ->> 'town' ~ '\S' AND length(given ->> 'town') <= 100
             AND length(given ->> 'postcode') <= 16 AND given ->> 'place_words' <> ''
        WHEN wanted = 'hours'
            THEN given - '{opening_hours,week,days}'::text[] = '{}' AND given ->> 'opening_hours' <> ''
             AND jsonb_typeof(given -> 'week') = 'array' AND jsonb_typeof(given -> 'days') = 'array'
    END, false)
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_proposal(text, jsonb) FROM PUBLIC;

-- Suggests a change. 'done', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_suggest(actor uuid, place uuid, wanted text, given jsonb, words text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    at CONSTANT timestamptz := clock_timestamp();
    suggested_for public.restaurants_restaurant;
BEGIN
    -- Suggestions of one person wait for each other here.
    IF NOT public.restaurants_lock_confirmed(actor) THEN
        RETURN 'not_confirmed';
    END IF;
    SELECT * INTO suggested_for FROM public.restaurants_restaurant WHERE id = place;
    IF NOT FOUND OR NOT public.restaurants_is_proposal(wanted, given) OR length(words) > 300
       OR (suggested_for.closed_at IS NULL) = (wanted = 'open') THEN
        RETURN 'not_possible';
    ELSIF public.restaurants_may(actor, place, 'view_dashboard') THEN
        RETURN 'on_team';
    ELSIF wanted = 'closed' AND EXISTS (
        SELECT FROM public.restaurants_teammember AS member
        WHERE member.user_id = actor AND member.restaurant_id <> place
          AND (member.left_at IS NULL OR member.left_at > at - interval '1 year')
          AND public.restaurants_are_competitors(
              suggested_for.town, suggested_for.cuisines::text[], member.restaurant_id
          )
    ) THEN
        RETURN 'competitor';
    ELSIF EXISTS (
        SELECT FROM public.restaurants_suggestion AS open
        WHERE open.user_id = actor AND open.restaurant_id = place AND open.kind = wanted AND open.state = 'waiting'
    ) THEN
        RETURN 'open';
    ELSIF (SELECT count(*) FROM public.restaurants_suggestion AS lately
           WHERE lately.user_id = actor AND lately.submitted_at > at - interval '1 day') >= 10 THEN
        RETURN 'too_many';
    END IF;
    INSERT INTO public.restaurants_suggestion (id, restaurant_id, user_id, kind, proposed, note, state)
    VALUES (uuidv7(), place, actor, wanted, given, words, 'waiting');
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_suggest(uuid, uuid, text, jsonb, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_withdraw_suggestion(actor uuid, asked uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_suggestion SET state = 'withdrawn', decided_at = clock_timestamp()
    WHERE id = asked AND user_id = actor AND state = 'waiting';
    RETURN CASE WHEN FOUND THEN 'done' ELSE 'not_possible' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_withdraw_suggestion(uuid, uuid) FROM PUBLIC;

-- Whether staff decide on it: what takes a place off the lists or back, and what nobody else is there for.
CREATE OR REPLACE FUNCTION public.restaurants_is_for_staff(wanted text, place uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT wanted IN ('closed', 'open') OR EXISTS (
        SELECT FROM public.restaurants_restaurant AS listed WHERE listed.id = place AND listed.managed_since IS NULL
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_for_staff(text, uuid) FROM PUBLIC;

-- What waits for the team of a place, the oldest first: not whose it is, and of the time the day alone.
CREATE OR REPLACE FUNCTION public.restaurants_suggestions_for_team(actor uuid, place uuid)
RETURNS TABLE (id uuid, kind text, proposed jsonb, note text, submitted_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT waiting.id, waiting.kind::text, waiting.proposed, waiting.note::text,
           (waiting.submitted_at AT TIME ZONE 'UTC')::date
    FROM public.restaurants_suggestion AS waiting
    WHERE waiting.restaurant_id = place AND waiting.state = 'waiting'
      AND public.restaurants_may(actor, place, 'change_page')
      AND NOT public.restaurants_is_for_staff(waiting.kind, place)
    ORDER BY waiting.id LIMIT 50
$$;
REVOKE ALL ON FUNCTION public.restaurants_suggestions_for_team(uuid, uuid) FROM PUBLIC;

-- Makes the page say what a suggestion says, as a version of its profile; the version.
CREATE OR REPLACE FUNCTION public.restaurants_apply_suggestion(given public.restaurants_suggestion) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    place CONSTANT uuid := given.restaurant_id;
    said CONSTANT jsonb := given.proposed;
BEGIN
    PERFORM public.restaurants_keep_listing(place);
    CASE given.kind
    WHEN 'hours' THEN
        RETURN public.restaurants_write_hours(
            place, said ->> 'opening_hours',
            ARRAY(SELECT minute::smallint FROM jsonb_array_elements_text(said -> 'week') AS minute), said -> 'days'
        );
    WHEN 'name' THEN
        UPDATE public.restaurants_restaurant
        SET name = said ->> 'name', name_skeleton = said ->> 'skeleton', name_words = said ->> 'name_words'
        WHERE id = place;
        RETURN public.restaurants_write_profile(place, jsonb_build_object('name', said ->> 'name'));
    WHEN 'moved' THEN
        -- Where that is on the map, nobody has said.
        UPDATE public.restaurants_restaurant
        SET street = said ->> 'street', postcode = said ->> 'postcode', town = said ->> 'town',
            place_words = said ->> 'place_words', latitude = NULL, longitude = NULL
        WHERE id = place;
        RETURN public.restaurants_write_profile(
            place, jsonb_build_object('address', concat_ws(', ', said ->> 'street', trim(concat_ws(' ', said ->> 'postcode', said ->> 'town'))))
        );
    WHEN 'closed' THEN
        UPDATE public.restaurants_restaurant SET closed_at = clock_timestamp() WHERE id = place AND closed_at IS NULL;
        RETURN public.restaurants_write_profile(place, '{"is_closed": true}');
    WHEN 'open' THEN
        UPDATE public.restaurants_restaurant SET closed_at = NULL WHERE id = place;
        RETURN public.restaurants_write_profile(place, '{"is_closed": false}');
    ELSE
        RETURN public.restaurants_write_profile(place, said);
    END CASE;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_apply_suggestion(public.restaurants_suggestion) FROM PUBLIC;

-- A decision by somebody whom a function below has looked at. 'done', or why not.
CREATE OR REPLACE FUNCTION public.restaurants_carry_out_suggestion(
    actor uuid, asked public.restaurants_suggestion, answer text, is_of_team boolean
) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    IF asked.user_id = actor THEN
        RETURN 'own';
    ELSIF answer NOT IN ('accept', 'refuse') THEN
        RETURN 'not_possible';
    END IF;
    IF answer = 'accept' THEN
        known := public.restaurants_apply_suggestion(asked);
        IF is_of_team THEN
            PERFORM public.restaurants_note_team_edit(actor, asked.restaurant_id, 'profile', known);
        END IF;
    END IF;
    UPDATE public.restaurants_suggestion
    SET state = CASE answer WHEN 'accept' THEN 'accepted' ELSE 'refused' END, decided_at = clock_timestamp(),
        decided_by = actor
    WHERE id = asked.id;
    RETURN 'done';
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_carry_out_suggestion(uuid, public.restaurants_suggestion, text, boolean) FROM PUBLIC;

-- A waiting suggestion, locked after its place, as whoever changes a page locks.
CREATE OR REPLACE FUNCTION public.restaurants_lock_suggestion(asked uuid) RETURNS public.restaurants_suggestion
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    found_one public.restaurants_suggestion;
BEGIN
    PERFORM FROM public.restaurants_restaurant
    WHERE id = (SELECT restaurant_id FROM public.restaurants_suggestion WHERE id = asked) FOR NO KEY UPDATE;
    SELECT * INTO found_one FROM public.restaurants_suggestion WHERE id = asked AND state = 'waiting' FOR UPDATE;
    RETURN found_one;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_lock_suggestion(uuid) FROM PUBLIC;

-- The decision of somebody of the place's team.
CREATE OR REPLACE FUNCTION public.restaurants_decide_suggestion(actor uuid, place uuid, asked uuid, answer text)
RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    waiting CONSTANT public.restaurants_suggestion := public.restaurants_lock_suggestion(asked);
BEGIN
    PERFORM public.restaurants_require_change_page(actor, place);
    IF waiting.id IS NULL OR waiting.restaurant_id <> place
       OR public.restaurants_is_for_staff(waiting.kind, place) THEN
        RETURN 'not_possible';
    END IF;
    RETURN public.restaurants_carry_out_suggestion(actor, waiting, answer, true);
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_decide_suggestion(uuid, uuid, uuid, text) FROM PUBLIC;

-- The signed step of a member of staff, who works neither there nor for themselves.
CREATE OR REPLACE FUNCTION public.restaurants_take_suggestion_step(actor uuid, asked uuid, step text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    waiting CONSTANT public.restaurants_suggestion := public.restaurants_lock_suggestion(asked);
BEGIN
    IF waiting.id IS NULL THEN
        RETURN 'not_possible';
    ELSIF NOT public.restaurants_is_for_staff(waiting.kind, waiting.restaurant_id) THEN
        RETURN 'managed_now';
    ELSIF public.restaurants_is_affiliated(actor, waiting.restaurant_id) THEN
        RETURN 'own';
    END IF;
    RETURN public.restaurants_carry_out_suggestion(actor, waiting, step, false);
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_take_suggestion_step(uuid, uuid, text) FROM PUBLIC;

-- What people are notified of: of the decision on theirs, and a team once a day that something waits.
-- `restaurants_make_notifications` calls it; no login may.
CREATE OR REPLACE FUNCTION public.restaurants_suggestion_alerts()
RETURNS TABLE (user_id uuid, kind text, key text, restaurant_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT decided.user_id, 'suggestion', decided.id::text, decided.restaurant_id
    FROM public.restaurants_suggestion AS decided
    WHERE decided.decided_at > clock_timestamp() - interval '2 days' AND decided.state IN ('accepted', 'refused')
    UNION
    SELECT member.user_id, 'team_suggestion',
           waiting.restaurant_id || to_char(waiting.submitted_at AT TIME ZONE 'UTC', ' YYYY-MM-DD'),
           waiting.restaurant_id
    FROM public.restaurants_suggestion AS waiting
    JOIN public.restaurants_teammember AS member USING (restaurant_id)
    WHERE waiting.state = 'waiting' AND waiting.submitted_at > clock_timestamp() - interval '2 days'
      AND member.left_at IS NULL AND member.role IN ('owner', 'manager')
      AND NOT public.restaurants_is_for_staff(waiting.kind, waiting.restaurant_id)
$$;
REVOKE ALL ON FUNCTION public.restaurants_suggestion_alerts() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_delete_old_suggestions() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.restaurants_suggestion
    WHERE decided_at < clock_timestamp() - interval '90 days' OR submitted_at < clock_timestamp() - interval '1 year'
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_old_suggestions() FROM PUBLIC;

-- Nobody reviews a place from which no guest comes any more.
CREATE OR REPLACE FUNCTION public.restaurants_refuse_reviews_of_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.restaurants_restaurant AS place
        WHERE place.id = NEW.restaurant_id AND place.closed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'This restaurant is closed for good.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_review_of_open_place',
                  TABLE = 'restaurants_review';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_refuse_reviews_of_closed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_refuse_reviews_of_closed BEFORE INSERT ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_refuse_reviews_of_closed();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_refuse_reviews_of_closed;
