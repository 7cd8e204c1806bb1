-- Texts that a restaurant starts its replies from. `web` reads the table and writes none of it: these functions do, for
-- somebody who may reply at the restaurant.

-- Adds a template, or changes the one named, if it still says what was seen; its id, or nothing where the restaurant has
-- twenty, or not that one. `MAX_REPLY_TEMPLATES` says the same.
CREATE OR REPLACE FUNCTION public.restaurants_save_reply_template(
    person uuid, place uuid, template uuid, seen_title text, seen_text text, called text, body text
) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    saved uuid;
BEGIN
    IF NOT public.restaurants_may(person, place, 'reply_to_reviews') THEN
        RAISE EXCEPTION 'Only people who may reply at this restaurant change its templates of replies.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF template IS NOT NULL THEN
        UPDATE public.restaurants_replytemplate SET title = called, text = body
        WHERE id = template AND restaurant_id = place AND title = seen_title AND text = seen_text RETURNING id INTO saved;
        RETURN saved;
    END IF;
    -- Two members at once take turns, so that all templates are counted.
    PERFORM FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    INSERT INTO public.restaurants_replytemplate (id, restaurant_id, title, text)
    SELECT uuidv7(), place, called, body
    WHERE (SELECT count(*) FROM public.restaurants_replytemplate WHERE restaurant_id = place) < 20
    RETURNING id INTO saved;
    RETURN saved;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_save_reply_template(uuid, uuid, uuid, text, text, text, text) FROM PUBLIC;

-- Deletes a template; whether there was one that is theirs to delete.
CREATE OR REPLACE FUNCTION public.restaurants_delete_reply_template(person uuid, template uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_replytemplate AS doomed
    WHERE doomed.id = template AND public.restaurants_may(person, doomed.restaurant_id, 'reply_to_reviews');
    RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_reply_template(uuid, uuid) FROM PUBLIC;
