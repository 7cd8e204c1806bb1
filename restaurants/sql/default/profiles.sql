-- Profiles. `web` calls this function, which asks whether the person who acts may change the restaurant's page.

-- Changes a profile, and the listing with it. Returns its new version, or NULL where somebody else changed it since `seen`.
CREATE OR REPLACE FUNCTION public.restaurants_change_profile(
    person uuid, place uuid, seen integer, words text, spoken text, number text, address text, access text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    PERFORM public.restaurants_require_change_page(person, place);
    -- Whoever changes a profile locks the listing first, as an import does.
    PERFORM 1 FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    SELECT version INTO known FROM public.restaurants_pageprofile WHERE restaurant_id = place;
    IF COALESCE(known, 0) <> seen THEN
        RETURN NULL;
    END IF;
    IF known IS NULL THEN
        INSERT INTO public.restaurants_profileversion
            (id, restaurant_id, version, description, language, phone, website, wheelchair, changed_at)
        SELECT uuidv7(), id, 0, '', '', phone, website, wheelchair, created_at
        FROM public.restaurants_restaurant WHERE id = place;
    END IF;
    INSERT INTO public.restaurants_pageprofile AS profile
        (restaurant_id, version, description, language, phone, website, wheelchair, changed_at)
    VALUES (place, 1, words, spoken, number, address, access, clock_timestamp())
    ON CONFLICT (restaurant_id) DO UPDATE
    SET description = EXCLUDED.description, language = EXCLUDED.language, phone = EXCLUDED.phone,
        website = EXCLUDED.website, wheelchair = EXCLUDED.wheelchair
    RETURNING version INTO known;
    UPDATE public.restaurants_restaurant SET phone = number, website = address, wheelchair = access WHERE id = place;
    INSERT INTO public.restaurants_teamedit (id, restaurant_id, user_id, kind, version, edited_at)
    VALUES (uuidv7(), place, person, 'profile', known, clock_timestamp())
    ON CONFLICT DO NOTHING;
    RETURN known;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_profile(uuid, uuid, integer, text, text, text, text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_keep_profile_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.changed_at := OLD.changed_at;
    IF (NEW.description, NEW.phone, NEW.website, NEW.wheelchair)
       IS NOT DISTINCT FROM (OLD.description, OLD.phone, OLD.website, OLD.wheelchair) THEN
        RETURN NEW;
    END IF;
    INSERT INTO public.restaurants_profileversion
        (id, restaurant_id, version, description, language, phone, website, wheelchair, changed_at)
    VALUES (uuidv7(), OLD.restaurant_id, OLD.version, OLD.description, OLD.language, OLD.phone, OLD.website,
            OLD.wheelchair, OLD.changed_at);
    NEW.version := OLD.version + 1;
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_profile_version() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_keep_profile_version BEFORE UPDATE ON public.restaurants_pageprofile
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_keep_profile_version();
ALTER TABLE public.restaurants_pageprofile ENABLE ALWAYS TRIGGER restaurants_keep_profile_version;
