-- A pen name is never the name of a listed restaurant, whoever writes either. Both are compared by skeleton, without
-- spaces. A restaurant's name of several words is looked for within a pen name too: "Zum Reiher Linz".

CREATE OR REPLACE FUNCTION public.restaurants_pen_name_not_listed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    words CONSTANT text[] := pg_catalog.string_to_array(NEW.name_skeleton, ' ');
    whole CONSTANT text := pg_catalog.replace(NEW.name_skeleton, ' ', '');
    runs CONSTANT text[] := ARRAY(
        SELECT pg_catalog.array_to_string(words[first:last], '')
        FROM pg_catalog.generate_subscripts(words, 1) AS first, pg_catalog.generate_subscripts(words, 1) AS last
        WHERE first <= last
    );
BEGIN
    PERFORM 1 FROM public.restaurants_restaurant
    WHERE pg_catalog.replace(name_skeleton, ' ', '') = ANY(runs)
      AND (pg_catalog.strpos(name_skeleton, ' ') > 0 OR name_skeleton = whole);
    IF FOUND THEN
        RAISE EXCEPTION 'A listed restaurant has this name.'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'accounts_profile_name_listed', TABLE = 'accounts_profile';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_pen_name_not_listed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_pen_name_not_listed
    BEFORE INSERT OR UPDATE OF display_name, name_skeleton ON public.accounts_profile
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_pen_name_not_listed();
ALTER TABLE public.accounts_profile ENABLE ALWAYS TRIGGER restaurants_pen_name_not_listed;

-- Whoever writes under a name that a restaurant is listed with later gets another one, and a mail. The digits of the
-- new name are such that they are their own skeleton.
CREATE OR REPLACE FUNCTION public.restaurants_release_pen_name() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    number CONSTANT text := pg_catalog.translate(pg_catalog.right(pg_catalog.gen_random_uuid()::text, 12), '01abcdef', '29234567');
    person uuid;
    address text;
BEGIN
    UPDATE public.accounts_profile
    SET display_name = 'Guest ' || number, name_skeleton = 'guest ' || number, updated_at = pg_catalog.clock_timestamp()
    WHERE pg_catalog.replace(name_skeleton, ' ', '') = pg_catalog.replace(NEW.name_skeleton, ' ', '')
    RETURNING user_id INTO person;
    IF FOUND THEN
        SELECT email INTO STRICT address FROM public.accounts_user WHERE id = person;
        INSERT INTO public.accounts_outgoingmail
            (id, recipient, subject, text, html, unsubscribe_url, created_at, next_attempt_at, attempts, last_error)
        VALUES (
            pg_catalog.uuidv7(), address, 'Your pen name is a restaurant''s name now',
            'A restaurant with your pen name is listed on Platemark now, and readers could take you for it. From now on '
            || 'you write as "Guest ' || number || '". You can choose another pen name under Account, Profile.',
            '', '', pg_catalog.clock_timestamp(), pg_catalog.clock_timestamp(), 0, ''
        );
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_release_pen_name() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_release_pen_name
    AFTER INSERT OR UPDATE OF name, name_skeleton ON public.restaurants_restaurant
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_release_pen_name();
ALTER TABLE public.restaurants_restaurant ENABLE ALWAYS TRIGGER restaurants_release_pen_name;
