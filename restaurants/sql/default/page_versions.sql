-- Each write to what the public pages show raises the versions of those pages, in the writer's own transaction. The page
-- cache is keyed by these versions. The functions run with their owner's rights: nobody else may write the versions.
-- They fire once a statement, and lock versions in one order, so that two statements never wait for each other.

INSERT INTO public.restaurants_pageversion (bucket, version) SELECT n, 0 FROM generate_series(0, 255) AS n
ON CONFLICT DO NOTHING;

CREATE OR REPLACE FUNCTION public.restaurants_bump_page_versions(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    touched CONSTANT integer[] := ARRAY(
        SELECT DISTINCT pg_catalog.get_byte(pg_catalog.sha256(pg_catalog.convert_to(name, 'UTF8')), 0)
        FROM pg_catalog.unnest(names) AS name
    );
BEGIN
    PERFORM 1 FROM public.restaurants_pageversion WHERE bucket = ANY(touched) ORDER BY bucket FOR UPDATE;
    UPDATE public.restaurants_pageversion SET version = version + 1 WHERE bucket = ANY(touched);
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_bump_page_versions(text[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_bump_pages_of_listings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM public.restaurants_bump_page_versions(ARRAY(SELECT slug FROM before_rows));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM public.restaurants_bump_page_versions(ARRAY(SELECT slug FROM after_rows));
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_bump_pages_of_listings() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_bump_pages_of_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    places uuid[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        places := ARRAY(SELECT DISTINCT restaurant_id FROM before_rows);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        places := places || ARRAY(SELECT DISTINCT restaurant_id FROM after_rows);
    END IF;
    PERFORM public.restaurants_bump_page_versions(
        ARRAY(SELECT slug FROM public.restaurants_restaurant WHERE id = ANY(places))
    );
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_bump_pages_of_reviews() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_bump_pages_of_people() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    people uuid[] := '{}';
BEGIN
    IF TG_OP <> 'INSERT' THEN
        people := ARRAY(SELECT user_id FROM before_rows);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        people := people || ARRAY(SELECT user_id FROM after_rows);
    END IF;
    PERFORM public.restaurants_bump_page_versions(
        ARRAY(
            SELECT restaurant.slug FROM public.restaurants_review AS review
            JOIN public.restaurants_restaurant AS restaurant ON restaurant.id = review.restaurant_id
            WHERE review.author_id = ANY(people)
        ) || people::text[]
    );
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_bump_pages_of_people() FROM PUBLIC;

-- What the public pages show, and the function that finds its pages.
DO $$
DECLARE
    shown record;
BEGIN
    FOR shown IN
        SELECT * FROM (VALUES
            ('restaurants_restaurant', 'restaurants_bump_pages_of_listings'),
            ('restaurants_menu', 'restaurants_bump_pages_of_reviews'),
            ('restaurants_pageprofile', 'restaurants_bump_pages_of_reviews'),
            ('restaurants_restaurantrating', 'restaurants_bump_pages_of_reviews'),
            ('restaurants_review', 'restaurants_bump_pages_of_reviews'),
            ('restaurants_photo', 'restaurants_bump_pages_of_reviews'),
            ('restaurants_reply', 'restaurants_bump_pages_of_reviews'),
            ('accounts_profile', 'restaurants_bump_pages_of_people'),
            ('accounts_verificationstatus', 'restaurants_bump_pages_of_people')
        ) AS tables (name, function)
        CROSS JOIN (VALUES
            ('insert', 'NEW TABLE AS after_rows'),
            ('update', 'OLD TABLE AS before_rows NEW TABLE AS after_rows'),
            ('delete', 'OLD TABLE AS before_rows')
        ) AS verbs (verb, rows)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER bump_page_versions_%1$s AFTER %1$s ON public.%2$I REFERENCING %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION public.%4$I()',
            shown.verb, shown.name, shown.rows, shown.function
        );
        EXECUTE format(
            'ALTER TABLE public.%2$I ENABLE ALWAYS TRIGGER bump_page_versions_%1$s', shown.verb, shown.name
        );
    END LOOP;
END
$$;
