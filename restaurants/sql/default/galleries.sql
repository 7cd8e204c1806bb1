-- A restaurant's own photos: `web` adds them as those of reviews, and changes them by the function below alone, which asks
-- whether the person who acts may change the page. What pages show of them stands in the restaurant's row.

-- Removes, describes, moves or blurs one of a page's photos. Returns whether there was something to do.
CREATE OR REPLACE FUNCTION public.restaurants_change_page_photo(person uuid, asked uuid, verb text, words text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    place uuid;
    before uuid[];
    after uuid[];
    number integer;
BEGIN
    SELECT restaurant_id INTO place FROM public.restaurants_photo WHERE id = asked AND review_id IS NULL;
    IF place IS NULL OR NOT public.restaurants_may(person, place, 'change_page') THEN
        RAISE EXCEPTION 'This person may not change the photos of this page.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- All photos first, and then the restaurant's row by the trigger: in the order of the worker `media`.
    PERFORM 1 FROM public.restaurants_photo WHERE restaurant_id = place AND review_id IS NULL ORDER BY id FOR UPDATE;
    before := ARRAY(
        SELECT id FROM public.restaurants_photo
        WHERE restaurant_id = place AND review_id IS NULL AND state <> 'removed' ORDER BY position, id
    );
    number := array_position(before, asked);
    IF number IS NULL THEN
        RETURN false;
    END IF;
    CASE verb
    WHEN 'remove' THEN
        UPDATE public.restaurants_photo SET state = 'removed', alt = '' WHERE id = asked;
        RETURN true;
    WHEN 'describe' THEN
        UPDATE public.restaurants_photo SET alt = words WHERE id = asked;
        RETURN true;
    WHEN 'blur' THEN
        -- Only who sent it may take squares off, or say that there is no face.
        UPDATE public.restaurants_photo SET state = 'blurring', blur = words
        WHERE id = asked AND author_id = person AND state IN ('published', 'unchecked')
          AND (words <> '' OR faces <> '' OR state = 'unchecked');
        RETURN FOUND;
    WHEN 'cover' THEN
        after := asked || array_remove(before, asked);
    WHEN 'earlier' THEN
        after := array_remove(before, asked);
        after := after[:greatest(number - 2, 0)] || asked || after[greatest(number - 1, 1):];
    WHEN 'later' THEN
        after := array_remove(before, asked);
        after := after[:number] || asked || after[number + 1:];
    ELSE
        RAISE EXCEPTION 'There is no such change of a photo.' USING ERRCODE = 'check_violation';
    END CASE;
    UPDATE public.restaurants_photo AS photo SET position = ordered.place
    FROM unnest(after) WITH ORDINALITY AS ordered (id, place)
    WHERE photo.id = ordered.id AND photo.position <> ordered.place;
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_page_photo(uuid, uuid, text, text) FROM PUBLIC;

-- `web` may remove and describe photos of reviews, whose authors it acts for. Those of pages it changes by the function.
CREATE OR REPLACE FUNCTION public.restaurants_page_photos_by_function() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF current_user = 'web' THEN
        RAISE EXCEPTION 'Web changes the photos of pages by a function.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_page_photos_by_function() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_page_photos_by_function BEFORE UPDATE ON public.restaurants_photo
    FOR EACH ROW WHEN (OLD.review_id IS NULL) EXECUTE FUNCTION public.restaurants_page_photos_by_function();
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_page_photos_by_function;

-- Keeps what pages show of a restaurant's own photos in its row, so that no page asks for them.
CREATE OR REPLACE FUNCTION public.restaurants_keep_gallery() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    place CONSTANT uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.restaurant_id ELSE NEW.restaurant_id END;
    shown CONSTANT jsonb := (
        SELECT jsonb_agg(
            jsonb_build_object('id', id, 'token', token, 'width', width, 'height', height, 'thumbhash', thumbhash,
                               'alt', alt)
            ORDER BY position, id
        )
        FROM public.restaurants_photo WHERE restaurant_id = place AND review_id IS NULL AND state = 'published'
    );
BEGIN
    UPDATE public.restaurants_restaurant SET gallery = shown WHERE id = place AND gallery IS DISTINCT FROM shown;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_gallery() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_keep_gallery_after_update AFTER UPDATE ON public.restaurants_photo
    FOR EACH ROW WHEN (NEW.review_id IS NULL) EXECUTE FUNCTION public.restaurants_keep_gallery();
CREATE OR REPLACE TRIGGER restaurants_keep_gallery_after_delete AFTER DELETE ON public.restaurants_photo
    FOR EACH ROW WHEN (OLD.review_id IS NULL) EXECUTE FUNCTION public.restaurants_keep_gallery();
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_keep_gallery_after_update;
ALTER TABLE public.restaurants_photo ENABLE ALWAYS TRIGGER restaurants_keep_gallery_after_delete;
