-- A table code confirms the visit of one review. `web` reads no code: it calls these, with the digest of what somebody
-- typed, and learns the same of a code that is wrong, used, expired or another restaurant's.

CREATE OR REPLACE FUNCTION public.restaurants_place_of_table_code(given text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT code.restaurant_id FROM public.restaurants_tablecode AS code
    WHERE code.digest = given AND code.used_on IS NULL AND code.expires_at > pg_catalog.clock_timestamp()
$$;
REVOKE ALL ON FUNCTION public.restaurants_place_of_table_code(text) FROM PUBLIC;

-- Of two who use a code at once, the second waits for the row, and finds it used.
CREATE OR REPLACE FUNCTION public.restaurants_use_table_code(asked uuid, given text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    today CONSTANT date := (pg_catalog.clock_timestamp() AT TIME ZONE 'UTC')::date;
BEGIN
    UPDATE public.restaurants_tablecode AS code SET used_on = today
    FROM public.restaurants_review AS review
    WHERE code.digest = given AND review.id = asked
      AND code.used_on IS NULL
      AND code.expires_at > pg_catalog.clock_timestamp()
      AND code.restaurant_id = review.restaurant_id
      AND review.visit_confirmed_by = ''
      AND NOT public.restaurants_is_affiliated(review.author_id, code.restaurant_id);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.restaurants_review
    SET visit_confirmed_by = 'table_code', visit_confirmed_in = pg_catalog.date_trunc('month', today)::date
    WHERE id = asked;
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_use_table_code(uuid, text) FROM PUBLIC;

-- What others say of a review is no part of what its author sends, whoever inserts it.
CREATE OR REPLACE FUNCTION public.restaurants_new_review_is_bare() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.visit_confirmed_by := '';
    NEW.visit_confirmed_in := NULL;
    NEW.helpful_count := 0;
    NEW.version := 1;
    NEW.edited_at := NULL;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_new_review_is_bare() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_new_review_is_bare BEFORE INSERT ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_new_review_is_bare();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_new_review_is_bare;
