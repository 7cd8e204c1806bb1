-- What an edit replaces is kept, whoever edits and however: the history of a review is public. It goes with its review,
-- and so do the votes for it.

CREATE OR REPLACE FUNCTION public.restaurants_keep_review_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.edited_at := OLD.edited_at;
    IF (NEW.rating, NEW.food, NEW.service, NEW.value, NEW.ambience, NEW.text, NEW.visited_on)
       IS NOT DISTINCT FROM
       (OLD.rating, OLD.food, OLD.service, OLD.value, OLD.ambience, OLD.text, OLD.visited_on) THEN
        RETURN NEW;
    END IF;
    INSERT INTO public.restaurants_reviewversion
        (id, review_id, version, rating, food, service, value, ambience, text, language, visited_on, written_at)
    VALUES (pg_catalog.uuidv7(), OLD.id, OLD.version, OLD.rating, OLD.food, OLD.service, OLD.value, OLD.ambience,
            OLD.text, OLD.language, OLD.visited_on, COALESCE(OLD.edited_at, OLD.posted_at));
    NEW.version := OLD.version + 1;
    NEW.edited_at := pg_catalog.clock_timestamp();
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_review_version() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_keep_review_version BEFORE UPDATE ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_keep_review_version();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_keep_review_version;

CREATE OR REPLACE FUNCTION public.restaurants_delete_review_versions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_reviewversion WHERE review_id = OLD.id;
    DELETE FROM public.restaurants_helpfulvote WHERE review_id = OLD.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_review_versions() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_delete_review_versions AFTER DELETE ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_delete_review_versions();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_delete_review_versions;

-- Deletes the events with the texts of a withdrawn review, which stays deleted in analytics without them. It deletes
-- nothing of a review that is still there.
CREATE OR REPLACE FUNCTION public.restaurants_delete_review_events(review uuid, pseudonym uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.outbox_event
    WHERE person = pseudonym::text AND payload ->> 'review_id' = review::text
      AND topic IN ('restaurants.review_posted', 'restaurants.review_edited')
      AND NOT EXISTS (SELECT FROM public.restaurants_review AS still WHERE still.id = review)
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_review_events(uuid, uuid) FROM PUBLIC;
