-- Replies of restaurants. `web` reads the table and writes none of it: these functions do, for somebody who may reply at
-- the restaurant. Whether a text reveals a guest the site finds; here is only what follows from it.

-- Writes the reply to a review, or gives it a new text: on the page, or on hold for what it may reveal. Its state then.
CREATE OR REPLACE FUNCTION public.restaurants_write_reply(
    person uuid, reviewed uuid, body text, body_language text, reveals text[]
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    place uuid;
    before public.restaurants_reply;
    next_state CONSTANT text := CASE WHEN cardinality(reveals) = 0 THEN 'published' ELSE 'on_hold' END;
    now CONSTANT timestamptz := clock_timestamp();
BEGIN
    -- The review first, as whoever edits or withdraws it does: two replies at once take turns.
    SELECT restaurant_id INTO place FROM public.restaurants_review WHERE id = reviewed FOR UPDATE;
    IF place IS NULL OR NOT public.restaurants_may(person, place, 'reply_to_reviews') THEN
        RAISE EXCEPTION 'Only people who may reply at this restaurant reply to its reviews.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO before FROM public.restaurants_reply WHERE review_id = reviewed;
    IF NOT FOUND THEN
        INSERT INTO public.restaurants_reply
            (review_id, restaurant_id, text, language, state, details, version, written_at, posted_at)
        VALUES (reviewed, place, body, body_language, next_state, reveals, 1, now,
                CASE WHEN next_state = 'published' THEN now END);
        RETURN next_state;
    END IF;
    IF before.text = body THEN
        RETURN before.state;
    END IF;
    IF before.state = 'published' THEN
        INSERT INTO public.restaurants_replyversion (id, review_id, version, text, language, written_at)
        VALUES (uuidv7(), reviewed, before.version, before.text, before.language, before.written_at);
    END IF;
    UPDATE public.restaurants_reply
    SET text = body, language = body_language, state = next_state, details = reveals, version = before.version + 1,
        written_at = now, decided_at = NULL,
        posted_at = CASE WHEN next_state = 'published' THEN COALESCE(before.posted_at, now) ELSE before.posted_at END
    WHERE review_id = reviewed;
    RETURN next_state;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_write_reply(uuid, uuid, text, text, text[]) FROM PUBLIC;

-- Has customer support read a reply that is on hold; whether it was.
CREATE OR REPLACE FUNCTION public.restaurants_ask_about_reply(person uuid, reviewed uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE public.restaurants_reply AS reply SET state = 'waiting'
    WHERE reply.review_id = reviewed AND reply.state = 'on_hold'
      AND public.restaurants_may(person, reply.restaurant_id, 'reply_to_reviews');
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_ask_about_reply(uuid, uuid) FROM PUBLIC;

-- Deletes a reply with what it said before; whether there was one.
CREATE OR REPLACE FUNCTION public.restaurants_delete_reply(person uuid, reviewed uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_reply AS reply
    WHERE reply.review_id = reviewed AND public.restaurants_may(person, reply.restaurant_id, 'reply_to_reviews');
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM public.restaurants_replyversion WHERE review_id = reviewed;
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_reply(uuid, uuid) FROM PUBLIC;

-- Decides on the text that somebody of customer support has read, for the console: `decided`, `changed` if it does not
-- wait with that text any more, or `own` if they work with the restaurant or wrote the review.
CREATE OR REPLACE FUNCTION public.restaurants_decide_reply(
    decider uuid, reviewed uuid, read_version integer, answer text
) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    now CONSTANT timestamptz := clock_timestamp();
BEGIN
    IF answer NOT IN ('published', 'refused') THEN
        RAISE EXCEPTION 'There is no such decision on a reply.' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM public.restaurants_review AS review WHERE review.id = reviewed AND (
            review.author_id = decider OR EXISTS (
                SELECT FROM public.restaurants_restaurantuserobjectpermission AS held
                WHERE held.user_id = decider AND held.content_object_id = review.restaurant_id
            )
        )
    ) THEN
        RETURN 'own';
    END IF;
    UPDATE public.restaurants_reply
    SET state = answer, decided_at = now,
        posted_at = CASE WHEN answer = 'published' THEN COALESCE(posted_at, now) ELSE posted_at END
    WHERE review_id = reviewed AND version = read_version AND state = 'waiting';
    RETURN CASE WHEN FOUND THEN 'decided' ELSE 'changed' END;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_decide_reply(uuid, uuid, integer, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_replies_go_with_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_replyversion WHERE review_id IN (SELECT id FROM before_rows);
    DELETE FROM public.restaurants_reply WHERE review_id IN (SELECT id FROM before_rows);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_replies_go_with_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_replies_go_with_review AFTER DELETE ON public.restaurants_review
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_replies_go_with_review();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_replies_go_with_review;
