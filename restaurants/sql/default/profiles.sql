-- Profiles and hours. `web` calls functions that ask whether the person who acts may change the restaurant's page.

-- Locks a page for a change, and keeps the listing as version 0 before the first one. Returns the version that it has.
CREATE OR REPLACE FUNCTION public.restaurants_keep_listing(place uuid) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    -- Whoever changes a profile locks the listing first, as an import does.
    PERFORM 1 FROM public.restaurants_restaurant WHERE id = place FOR NO KEY UPDATE;
    SELECT version INTO known FROM public.restaurants_pageprofile WHERE restaurant_id = place;
    IF known IS NULL THEN
        INSERT INTO public.restaurants_profileversion
            (id, restaurant_id, version, description, language, phone, website, wheelchair, opening_hours, links, name,
             address, is_closed, changed_at)
        SELECT uuidv7(), id, 0, '', '', phone, website, wheelchair, opening_hours, '{}', name,
               concat_ws(', ', NULLIF(street, ''), NULLIF(trim(concat_ws(' ', postcode, town)), '')), false, created_at
        FROM public.restaurants_restaurant WHERE id = place
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN COALESCE(known, 0);
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_listing(uuid) FROM PUBLIC;

-- Begins a change for somebody who may. Returns whether the profile still has the version `seen`.
CREATE OR REPLACE FUNCTION public.restaurants_begin_profile_change(person uuid, place uuid, seen integer) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM public.restaurants_require_change_page(person, place);
    RETURN public.restaurants_keep_listing(place) = seen;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_begin_profile_change(uuid, uuid, integer) FROM PUBLIC;

-- Writes what `changes` names into a profile, and into the listing what search and lists read of it; the new version.
CREATE OR REPLACE FUNCTION public.restaurants_write_profile(place uuid, changes jsonb) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    UPDATE public.restaurants_restaurant
    SET phone = COALESCE(changes ->> 'phone', phone), website = COALESCE(changes ->> 'website', website),
        wheelchair = COALESCE(changes ->> 'wheelchair', wheelchair)
    WHERE id = place;
    INSERT INTO public.restaurants_pageprofile AS profile
        (restaurant_id, version, description, language, phone, website, wheelchair, opening_hours, links, name, address,
         is_closed, changed_at)
    SELECT place, 1, COALESCE(changes ->> 'description', ''), COALESCE(changes ->> 'language', ''), phone, website,
           wheelchair, COALESCE(changes ->> 'opening_hours', ''), COALESCE(NULLIF(changes -> 'links', 'null'), '{}'),
           COALESCE(changes ->> 'name', ''), COALESCE(changes ->> 'address', ''),
           COALESCE((changes ->> 'is_closed')::boolean, false), clock_timestamp()
    FROM public.restaurants_restaurant WHERE id = place
    ON CONFLICT (restaurant_id) DO UPDATE
    SET description = COALESCE(changes ->> 'description', profile.description),
        language = COALESCE(changes ->> 'language', profile.language), phone = EXCLUDED.phone,
        website = EXCLUDED.website, wheelchair = EXCLUDED.wheelchair,
        opening_hours = COALESCE(changes ->> 'opening_hours', profile.opening_hours),
        links = COALESCE(NULLIF(changes -> 'links', 'null'), profile.links),
        name = COALESCE(changes ->> 'name', profile.name), address = COALESCE(changes ->> 'address', profile.address),
        is_closed = COALESCE((changes ->> 'is_closed')::boolean, profile.is_closed)
    RETURNING version INTO known;
    RETURN known;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_write_profile(uuid, jsonb) FROM PUBLIC;

-- Writes hours: their text, and what filters read of it; the profile's new version.
CREATE OR REPLACE FUNCTION public.restaurants_write_hours(place uuid, hours text, week smallint[], days jsonb)
RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF hours = '' OR NOT public.restaurants_is_open_minutes(week, 10080) OR octet_length(days::text) > 60000 THEN
        RAISE EXCEPTION 'These are no opening hours.' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE public.restaurants_restaurant SET opening_hours = hours, open_week = week WHERE id = place;
    DELETE FROM public.restaurants_specialday WHERE restaurant_id = place;
    INSERT INTO public.restaurants_specialday (day, restaurant_id, minutes)
    SELECT given.day::date, place, given.minutes
    FROM jsonb_to_recordset(days) AS given (day text, minutes smallint[]);
    IF EXISTS (
        SELECT FROM public.restaurants_specialday
        WHERE restaurant_id = place AND NOT public.restaurants_is_open_minutes(minutes, 1440)
    ) THEN
        RAISE EXCEPTION 'These are no opening hours.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN public.restaurants_write_profile(place, jsonb_build_object('opening_hours', hours));
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_write_hours(uuid, text, smallint[], jsonb) FROM PUBLIC;

-- Changes a profile, and the listing with it. Links that are NULL stay. Returns its new version, or NULL where somebody else changed it since `seen`.
CREATE OR REPLACE FUNCTION public.restaurants_change_profile(
    person uuid, place uuid, seen integer, words text, spoken text, number text, address text, access text,
    given_links jsonb
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    IF given_links IS NOT NULL AND NOT public.restaurants_are_links(given_links) THEN
        RAISE EXCEPTION 'These are no links of a restaurant.' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT public.restaurants_begin_profile_change(person, place, seen) THEN
        RETURN NULL;
    END IF;
    known := public.restaurants_write_profile(place, jsonb_build_object(
        'description', words, 'language', spoken, 'phone', number, 'website', address, 'wheelchair', access,
        'links', given_links
    ));
    PERFORM public.restaurants_note_team_edit(person, place, 'profile', known);
    RETURN known;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_profile(uuid, uuid, integer, text, text, text, text, text, jsonb) FROM PUBLIC;

-- Changes a place's hours. Returns as `restaurants_change_profile` does.
CREATE OR REPLACE FUNCTION public.restaurants_change_hours(
    person uuid, place uuid, seen integer, hours text, week smallint[], days jsonb
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known integer;
BEGIN
    IF NOT public.restaurants_begin_profile_change(person, place, seen) THEN
        RETURN NULL;
    END IF;
    known := public.restaurants_write_hours(place, hours, week, days);
    PERFORM public.restaurants_note_team_edit(person, place, 'profile', known);
    RETURN known;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_hours(uuid, uuid, integer, text, smallint[], jsonb) FROM PUBLIC;

-- Whether each link is of a known kind, an address of the web over https that names no user, and on its network's site.
CREATE OR REPLACE FUNCTION public.restaurants_are_links(given jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT jsonb_typeof(given) = 'object' AND NOT EXISTS (
        SELECT FROM jsonb_each_text(given) AS link (kind, address)
        LEFT JOIN (VALUES
            ('reservation', ''), ('menu', ''), ('instagram', 'instagram\.com'), ('facebook', 'facebook\.com'),
            ('tiktok', 'tiktok\.com'), ('youtube', 'youtube\.com')
        ) AS known (kind, site) USING (kind)
        WHERE NOT COALESCE(
            length(address) <= 500 AND address ~ '^https://[a-z0-9-]+(\.[a-z0-9-]+)+([/?#][^[:space:]<>"]*)?$'
            AND (site = '' OR address ~ ('^https://([a-z0-9-]+\.)*' || site || '([/?#]|$)')),
            false
        )
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_are_links(jsonb) FROM PUBLIC;

-- Whether minutes are in order and in pairs, as the filter of what is open reads them.
CREATE OR REPLACE FUNCTION public.restaurants_is_open_minutes(minutes smallint[], latest integer) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT COALESCE(
        cardinality(minutes) % 2 = 0 AND cardinality(minutes) <= 100
        AND minutes = ARRAY(SELECT DISTINCT minute FROM unnest(minutes) AS minute ORDER BY minute)
        AND 0 <= ALL(minutes) AND latest >= ALL(minutes),
        false
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_open_minutes(smallint[], integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_note_team_edit(
    person uuid, place uuid, what text, known integer
) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public AS $$
    INSERT INTO public.restaurants_teamedit (id, restaurant_id, user_id, kind, version, edited_at)
    VALUES (uuidv7(), place, person, what, known, clock_timestamp())
    ON CONFLICT DO NOTHING
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_team_edit(uuid, uuid, text, integer) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_keep_profile_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.changed_at := OLD.changed_at;
    IF (NEW.description, NEW.phone, NEW.website, NEW.wheelchair, NEW.opening_hours, NEW.links, NEW.name, NEW.address,
        NEW.is_closed)
       IS NOT DISTINCT FROM (OLD.description, OLD.phone, OLD.website, OLD.wheelchair, OLD.opening_hours, OLD.links,
        OLD.name, OLD.address, OLD.is_closed) THEN
        RETURN NEW;
    END IF;
    INSERT INTO public.restaurants_profileversion
        (id, restaurant_id, version, description, language, phone, website, wheelchair, opening_hours, links, name,
         address, is_closed, changed_at)
    VALUES (uuidv7(), OLD.restaurant_id, OLD.version, OLD.description, OLD.language, OLD.phone, OLD.website,
            OLD.wheelchair, OLD.opening_hours, OLD.links, OLD.name, OLD.address, OLD.is_closed, OLD.changed_at);
    NEW.version := OLD.version + 1;
    NEW.changed_at := clock_timestamp();
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_profile_version() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_keep_profile_version BEFORE UPDATE ON public.restaurants_pageprofile
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_keep_profile_version();
ALTER TABLE public.restaurants_pageprofile ENABLE ALWAYS TRIGGER restaurants_keep_profile_version;
