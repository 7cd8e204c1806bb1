-- What programs that keep a copy are told: a line for each change of what everybody may read. Triggers write them, in the
-- transaction of the change. The functions run with their owner's rights: no login of the site writes a line.

CREATE OR REPLACE FUNCTION public.restaurants_note_change(what text, place uuid, review uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.restaurants_change (id, transaction, kind, slug, review_id, changed_at)
    SELECT uuidv7(), pg_current_xact_id()::text::bigint, what, restaurant.slug, review, clock_timestamp()
    FROM public.restaurants_restaurant AS restaurant WHERE restaurant.id = place
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_change(text, uuid, uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_note_listings() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO restaurants_change (id, transaction, kind, slug, changed_at)
        SELECT uuidv7(), pg_current_xact_id()::text::bigint, 'restaurant_listed', slug, clock_timestamp()
        FROM after_rows ORDER BY id;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO restaurants_change (id, transaction, kind, slug, changed_at)
        SELECT uuidv7(), pg_current_xact_id()::text::bigint, 'restaurant_removed', slug, clock_timestamp()
        FROM before_rows ORDER BY id;
    ELSE
        PERFORM restaurants_note_change('restaurant_changed', after.id, NULL)
        FROM after_rows AS after JOIN before_rows AS before USING (id)
        WHERE (after.name, after.cuisines, after.street, after.postcode, after.town, after.region, after.country,
               after.latitude, after.longitude, after.phone, after.website, after.time_zone, after.opening_hours,
               after.wheelchair, after.licence, after.gallery)
              IS DISTINCT FROM
              (before.name, before.cuisines, before.street, before.postcode, before.town, before.region,
               before.country, before.latitude, before.longitude, before.phone, before.website, before.time_zone,
               before.opening_hours, before.wheelchair, before.licence, before.gallery)
        ORDER BY after.id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_listings() FROM PUBLIC;

-- A menu or a profile: each version of one is a change of its restaurant.
CREATE OR REPLACE FUNCTION public.restaurants_note_pages() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version = OLD.version THEN
        RETURN NULL;
    END IF;
    PERFORM restaurants_note_change('restaurant_changed', NEW.restaurant_id, NULL);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_pages() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_note_reviews() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM restaurants_note_change('review_posted', restaurant_id, id) FROM after_rows ORDER BY id;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM restaurants_note_change('review_removed', restaurant_id, id) FROM before_rows ORDER BY id;
    ELSE
        PERFORM restaurants_note_change('review_edited', after.restaurant_id, after.id)
        FROM after_rows AS after JOIN before_rows AS before USING (id)
        WHERE (after.version, after.visit_confirmed_by) IS DISTINCT FROM (before.version, before.visit_confirmed_by)
        ORDER BY after.id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_reviews() FROM PUBLIC;

-- A reply that is not on the page leaves no line: nobody is told that there is one.
CREATE OR REPLACE FUNCTION public.restaurants_note_replies() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    was CONSTANT boolean := TG_OP <> 'INSERT' AND OLD.state = 'published';
    stays CONSTANT boolean := TG_OP <> 'DELETE' AND NEW.state = 'published';
BEGIN
    IF was AND NOT stays THEN
        PERFORM restaurants_note_change('reply_removed', OLD.restaurant_id, OLD.review_id);
    ELSIF stays AND NOT was THEN
        PERFORM restaurants_note_change('reply_posted', NEW.restaurant_id, NEW.review_id);
    ELSIF stays AND NEW.version <> OLD.version THEN
        PERFORM restaurants_note_change('reply_edited', NEW.restaurant_id, NEW.review_id);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_replies() FROM PUBLIC;

DO $$
DECLARE
    noted record;
BEGIN
    FOR noted IN
        SELECT * FROM (VALUES
            ('restaurants_restaurant', 'restaurants_note_listings'), ('restaurants_review', 'restaurants_note_reviews')
        ) AS tables (name, function)
        CROSS JOIN (VALUES
            ('insert', 'NEW TABLE AS after_rows'),
            ('update', 'OLD TABLE AS before_rows NEW TABLE AS after_rows'),
            ('delete', 'OLD TABLE AS before_rows')
        ) AS verbs (verb, rows)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER note_change_%1$s AFTER %1$s ON public.%2$I REFERENCING %3$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION public.%4$I()',
            noted.verb, noted.name, noted.rows, noted.function
        );
        EXECUTE format('ALTER TABLE public.%2$I ENABLE ALWAYS TRIGGER note_change_%1$s', noted.verb, noted.name);
    END LOOP;
    FOR noted IN
        SELECT * FROM (VALUES
            ('restaurants_menu', 'INSERT OR UPDATE', 'restaurants_note_pages'),
            ('restaurants_pageprofile', 'INSERT OR UPDATE', 'restaurants_note_pages'),
            ('restaurants_reply', 'INSERT OR UPDATE OR DELETE', 'restaurants_note_replies')
        ) AS tables (name, verbs, function)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER note_change AFTER %1$s ON public.%2$I FOR EACH ROW EXECUTE FUNCTION public.%3$I()',
            noted.verbs, noted.name, noted.function
        );
        EXECUTE format('ALTER TABLE public.%1$I ENABLE ALWAYS TRIGGER note_change', noted.name);
    END LOOP;
END
$$;

-- Programs that were away for longer are told so, and read everything anew. `CHANGES_KEPT_DAYS` says the same.
CREATE OR REPLACE FUNCTION public.restaurants_delete_old_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DELETE FROM public.restaurants_change WHERE changed_at < clock_timestamp() - interval '31 days'
$$;
REVOKE ALL ON FUNCTION public.restaurants_delete_old_changes() FROM PUBLIC;
