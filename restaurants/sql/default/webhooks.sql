-- What restaurants' teams have told to addresses of theirs. `web` changes addresses by functions that ask who acts, and
-- reads no secret; triggers add a message for each address that asked for it; the worker `webhooks` sends them.

CREATE OR REPLACE FUNCTION public.restaurants_make_webhook(
    actor uuid, place uuid, given_url text, chosen text[], given text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made CONSTANT uuid := uuidv7();
BEGIN
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    IF NOT public.restaurants_may(actor, place, 'manage_team')
       OR (SELECT count(*) FROM public.restaurants_webhook WHERE restaurant_id = place AND revoked_at IS NULL) >= 5 THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.restaurants_webhook (id, restaurant_id, url, events, new_secret)
    VALUES (made, place, given_url, chosen, given);
    PERFORM public.restaurants_note_team_event(place, actor, 'hook_made', '', '');
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_make_webhook(uuid, uuid, text, text[], text) FROM PUBLIC;

-- Another secret; for a day messages are signed with both. False: they may not, it has ended, or the last is seconds old.
CREATE OR REPLACE FUNCTION public.restaurants_renew_webhook(actor uuid, asked uuid, given text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE public.restaurants_webhook AS hook
    SET previous_secret = hook.secret, previous_until = clock_timestamp() + interval '1 day', secret = NULL,
        new_secret = given
    WHERE hook.id = asked AND hook.revoked_at IS NULL AND hook.new_secret = ''
      AND public.restaurants_may(actor, hook.restaurant_id, 'manage_team')
    RETURNING hook.restaurant_id INTO place;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.restaurants_note_team_event(place, actor, 'hook_renewed', '', '');
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_renew_webhook(uuid, uuid, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_revoke_webhook(actor uuid, asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE public.restaurants_webhook AS hook
    SET revoked_at = clock_timestamp(), new_secret = '', secret = NULL, previous_secret = NULL
    WHERE hook.id = asked AND hook.revoked_at IS NULL
      AND public.restaurants_may(actor, hook.restaurant_id, 'manage_team')
    RETURNING hook.restaurant_id INTO place;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM public.restaurants_webhookdelivery WHERE webhook_id = asked;
    PERFORM public.restaurants_note_team_event(place, actor, 'hook_revoked', '', '');
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_revoke_webhook(uuid, uuid) FROM PUBLIC;

-- A test message; it also has an address tried again that was disabled. At most twenty an hour.
CREATE OR REPLACE FUNCTION public.restaurants_ping_webhook(actor uuid, asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_webhook AS hook SET disabled_at = NULL, failing_since = NULL
    WHERE hook.id = asked AND hook.revoked_at IS NULL
      AND public.restaurants_may(actor, hook.restaurant_id, 'manage_team')
      AND (SELECT count(*) FROM public.restaurants_webhookdelivery AS sent
           WHERE sent.webhook_id = asked AND sent.event = 'ping'
             AND sent.created_at > clock_timestamp() - interval '1 hour') < 20;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO public.restaurants_webhookdelivery (id, webhook_id, event, state, attempts, problem, created_at, due_at)
    VALUES (uuidv7(), asked, 'ping', 'waiting', 0, '', clock_timestamp(), clock_timestamp());
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_ping_webhook(uuid, uuid) FROM PUBLIC;

-- Sends a message once more, under its id, so that a receiver which had it knows it again.
CREATE OR REPLACE FUNCTION public.restaurants_resend_webhook(actor uuid, asked uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE public.restaurants_webhookdelivery AS sent SET state = 'waiting', attempts = 0, due_at = clock_timestamp()
    FROM public.restaurants_webhook AS hook
    WHERE sent.id = asked AND hook.id = sent.webhook_id AND hook.revoked_at IS NULL AND hook.disabled_at IS NULL
      AND sent.state <> 'waiting' AND sent.tried_at < clock_timestamp() - interval '10 seconds'
      AND public.restaurants_may(actor, hook.restaurant_id, 'manage_team');
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_resend_webhook(uuid, uuid) FROM PUBLIC;

-- For the worker: an address that failed for days is told nothing more, and its owners are mailed. It knows none of them.
CREATE OR REPLACE FUNCTION public.restaurants_disable_webhook(asked uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    UPDATE public.restaurants_webhook SET disabled_at = clock_timestamp()
    WHERE id = asked AND disabled_at IS NULL AND failing_since < clock_timestamp() - interval '5 days'
    RETURNING restaurant_id INTO place;
    IF FOUND THEN
        UPDATE public.restaurants_webhookdelivery SET state = 'failed' WHERE webhook_id = asked AND state = 'waiting';
        PERFORM public.restaurants_note_team_event(place, NULL, 'hook_off', '', '');
    END IF;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_disable_webhook(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_add_deliveries(place uuid, happened text, review uuid) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.restaurants_webhookdelivery
        (id, webhook_id, event, review_id, state, attempts, problem, created_at, due_at)
    SELECT uuidv7(), hook.id, happened, review, 'waiting', 0, '', clock_timestamp(), clock_timestamp()
    FROM public.restaurants_webhook AS hook
    WHERE hook.restaurant_id = place AND hook.revoked_at IS NULL AND hook.disabled_at IS NULL
      AND happened = ANY (hook.events)
$$;
REVOKE ALL ON FUNCTION public.restaurants_add_deliveries(uuid, text, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_announce_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM public.restaurants_add_deliveries(NEW.restaurant_id, 'review.published', NEW.id);
    ELSIF TG_OP = 'DELETE' THEN
        -- What waited about it is not sent any more, and the log does not lead to it.
        DELETE FROM public.restaurants_webhookdelivery WHERE review_id = OLD.id;
        PERFORM public.restaurants_add_deliveries(OLD.restaurant_id, 'review.withdrawn', OLD.id);
    ELSIF NEW.version <> OLD.version THEN
        PERFORM public.restaurants_add_deliveries(NEW.restaurant_id, 'review.edited', NEW.id);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_announce_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_announce_review AFTER INSERT OR UPDATE OR DELETE ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_announce_review();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_announce_review;

CREATE OR REPLACE FUNCTION public.restaurants_announce_reply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.state = 'published' AND (TG_OP = 'INSERT' OR (NEW.state, NEW.version) IS DISTINCT FROM (OLD.state, OLD.version)) THEN
        PERFORM public.restaurants_add_deliveries(NEW.restaurant_id, 'reply.published', NEW.review_id);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_announce_reply() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_announce_reply AFTER INSERT OR UPDATE ON public.restaurants_reply
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_announce_reply();
ALTER TABLE public.restaurants_reply ENABLE ALWAYS TRIGGER restaurants_announce_reply;

-- One message a statement, however many days it saved. Several that wait are one: it says that there is something to read.
CREATE OR REPLACE FUNCTION public.restaurants_announce_guest_numbers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.restaurants_webhookdelivery
        (id, webhook_id, event, state, attempts, problem, created_at, due_at)
    SELECT uuidv7(), hook.id, 'guest_numbers.accepted', 'waiting', 0, '', clock_timestamp(), clock_timestamp()
    FROM public.restaurants_webhook AS hook
    WHERE hook.restaurant_id IN (SELECT restaurant_id FROM changed) AND hook.revoked_at IS NULL
      AND hook.disabled_at IS NULL AND 'guest_numbers.accepted' = ANY (hook.events)
      AND NOT EXISTS (
          SELECT FROM public.restaurants_webhookdelivery AS waiting
          WHERE waiting.webhook_id = hook.id AND waiting.event = 'guest_numbers.accepted'
            AND waiting.state = 'waiting' AND waiting.attempts = 0
      );
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_announce_guest_numbers() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_announce_new_guest_numbers AFTER INSERT ON public.restaurants_visitcount
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_announce_guest_numbers();
ALTER TABLE public.restaurants_visitcount ENABLE ALWAYS TRIGGER restaurants_announce_new_guest_numbers;
CREATE OR REPLACE TRIGGER restaurants_announce_corrected_guest_numbers AFTER UPDATE ON public.restaurants_visitcount
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_announce_guest_numbers();
ALTER TABLE public.restaurants_visitcount ENABLE ALWAYS TRIGGER restaurants_announce_corrected_guest_numbers;

-- Once a week. `restaurants_make_notifications` calls it; no login may.
CREATE OR REPLACE FUNCTION public.restaurants_announce_rating_drops() RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.restaurants_webhookdelivery
        (id, webhook_id, event, state, attempts, problem, created_at, due_at)
    SELECT uuidv7(), hook.id, 'rating.dropped', 'waiting', 0, '', clock_timestamp(), clock_timestamp()
    FROM public.restaurants_webhook AS hook
    WHERE hook.revoked_at IS NULL AND hook.disabled_at IS NULL AND 'rating.dropped' = ANY (hook.events)
      AND hook.restaurant_id IN (
          SELECT fallen.restaurant_id
          FROM public.restaurants_rating_drops(ARRAY(
              SELECT restaurant_id FROM public.restaurants_webhook WHERE 'rating.dropped' = ANY (events)
          )) AS fallen
      )
      AND NOT EXISTS (
          SELECT FROM public.restaurants_webhookdelivery AS told
          WHERE told.webhook_id = hook.id AND told.event = 'rating.dropped'
            AND told.created_at >= date_trunc('week', clock_timestamp(), 'UTC')
      )
$$;
REVOKE ALL ON FUNCTION public.restaurants_announce_rating_drops() FROM PUBLIC;
