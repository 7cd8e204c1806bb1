-- A photo belongs to a review of its author's own, or to a page that its author may change, whoever writes past the policy.
CREATE OR REPLACE FUNCTION public.restaurants_photo_of_own_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.review_id IS NULL THEN
        IF NOT public.restaurants_may(NEW.author_id, NEW.restaurant_id, 'change_page') THEN
            RAISE EXCEPTION 'A photo is added to a page that one may change.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_photo_of_own_page', TABLE = 'restaurants_photo';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM public.restaurants_review AS review
    WHERE review.id = NEW.review_id AND review.author_id = NEW.author_id AND review.restaurant_id = NEW.restaurant_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'A photo is added to a review of one''s own.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_photo_of_own_review', TABLE = 'restaurants_photo';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_photo_of_own_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_photo_of_own_review
    BEFORE INSERT OR UPDATE OF review_id, author_id, restaurant_id ON public.restaurants_photo
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_photo_of_own_review();
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_photo_of_own_review;

-- A photo that waits to be blurred or for its author to look for faces, that looks like a copy or not fit to show, or that
-- was removed just now has its files still: web must not show them. It may remove such a photo, and have an unchecked one blurred.
CREATE OR REPLACE FUNCTION public.restaurants_photo_stays_hidden() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_user = 'web' THEN
        RAISE EXCEPTION 'Web publishes no photo.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_photo_stays_hidden() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_photo_stays_hidden BEFORE UPDATE OF state, blur ON public.restaurants_photo
    FOR EACH ROW WHEN (
        OLD.state IN ('unchecked', 'blurring', 'duplicate', 'unfit', 'removed')
        AND (NEW.state NOT IN (OLD.state, 'removed') OR NEW.blur <> OLD.blur)
        AND NOT (OLD.state = 'unchecked' AND NEW.state = 'blurring')
    )
    EXECUTE FUNCTION public.restaurants_photo_stays_hidden();
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_photo_stays_hidden;

-- Releases or refuses a photo that looks like a copy or not fit to show, for the console, which writes no photo; whether it still waited.
-- The worker `media` deletes the files of one that is refused, within seconds.
CREATE OR REPLACE FUNCTION public.restaurants_decide_copied_photo(asked uuid, answer text, why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF answer NOT IN ('published', 'refused') OR (answer = 'refused') <> (why <> '') THEN
        RAISE EXCEPTION 'There is no such decision on a photo.' USING ERRCODE = 'check_violation';
    END IF;
    -- The review first, as whoever edits or withdraws it does.
    PERFORM 1 FROM public.restaurants_review AS review
    JOIN public.restaurants_photo AS photo ON photo.review_id = review.id
    WHERE photo.id = asked FOR UPDATE OF review;
    PERFORM 1 FROM public.restaurants_photo WHERE id = asked AND state IN ('duplicate', 'unfit') FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    IF answer = 'refused' THEN
        INSERT INTO public.restaurants_photodeletion (id, token, deleted_at)
        SELECT id, token, pg_catalog.clock_timestamp() FROM public.restaurants_photo WHERE id = asked;
        UPDATE public.restaurants_photo
        SET state = 'refused', reason = why, token = NULL, thumbhash = '', phash = NULL, faces = '', kind = '',
            kind_probability = NULL, sharpness = NULL, brightness = NULL, model_release = NULL,
            decided_at = pg_catalog.clock_timestamp()
        WHERE id = asked;
    ELSE
        UPDATE public.restaurants_photo
        SET state = 'published', reason = '', decided_at = pg_catalog.clock_timestamp()
        WHERE id = asked;
    END IF;
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_decide_copied_photo(uuid, text, text) FROM PUBLIC;

-- Whoever deletes a row, such as an erasure, has its files deleted by the worker `media` too.
CREATE OR REPLACE FUNCTION public.restaurants_photo_files_to_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.restaurants_photodeletion (id, token, deleted_at)
    SELECT id, coalesce(token, ''), pg_catalog.clock_timestamp() FROM before_rows ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_photo_files_to_delete() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_photo_files_to_delete AFTER DELETE ON public.restaurants_photo
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_photo_files_to_delete();
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_photo_files_to_delete;

-- Photos go with their review, also where its author withdraws it.
CREATE OR REPLACE FUNCTION public.restaurants_photos_go_with_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_photo WHERE review_id IN (SELECT id FROM before_rows);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_photos_go_with_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_photos_go_with_review AFTER DELETE ON public.restaurants_review
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_photos_go_with_review();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_photos_go_with_review;
