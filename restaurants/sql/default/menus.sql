-- Menus. `web` writes none of their tables: it calls the functions below, which ask whether the person who acts may
-- change the restaurant's page. What a menu was is kept, and what filters read of it is computed, whoever writes.

CREATE OR REPLACE FUNCTION public.restaurants_require_change_page(person uuid, place uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT public.restaurants_may(person, place, 'change_page') THEN
        RAISE EXCEPTION 'This person may not change the page of this restaurant.' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_require_change_page(uuid, uuid) FROM PUBLIC;

-- Whether a document holds texts in other languages: by language a name under the key `main`, and a description where
-- there may be one. `menus/languages.py` has the same languages.
CREATE OR REPLACE FUNCTION public.restaurants_are_translations(given jsonb, main text, longest integer, described integer)
RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT given IS NULL OR jsonb_typeof(given) = 'object' AND NOT EXISTS (
        SELECT FROM jsonb_each(CASE WHEN jsonb_typeof(given) = 'object' THEN given ELSE '{}' END) AS each (code, texts)
        WHERE NOT COALESCE(
            code IN ('de', 'en', 'it', 'fr', 'es', 'cs', 'hr', 'hu', 'nl', 'pl', 'pt', 'sk', 'sl', 'tr')
            AND texts - main - 'description' = '{}'
            AND NOT jsonb_path_exists(texts, 'strict $.* ? (@.type() <> "string")')
            AND texts ->> main ~ '\S' AND length(texts ->> main) <= longest
            AND length(COALESCE(texts ->> 'description', '')) <= described,
            false
        )
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_are_translations(jsonb, text, integer, integer) FROM PUBLIC;

-- Whether a document is a menu as pages read it: sections with dishes, texts of bounded length, and nothing else.
CREATE OR REPLACE FUNCTION public.restaurants_is_menu(given jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT octet_length(given::text) <= 400000 AND jsonb_typeof(given) = 'array' AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(given) AS each (section)
        WHERE NOT COALESCE(
            section - '{title,dishes,translations}'::text[] = '{}' AND jsonb_typeof(section -> 'title') = 'string'
            AND public.restaurants_are_translations(section -> 'translations', 'title', 80, 0)
            AND section ->> 'title' ~ '\S' AND length(section ->> 'title') <= 80
            AND jsonb_typeof(section -> 'dishes') = 'array',
            false
        )
    ) AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(given) AS each (section), jsonb_array_elements(section -> 'dishes') AS line (dish)
        WHERE NOT COALESCE(
            dish - '{name,price,description,allergens,diet,season,not_on,translations}'::text[] = '{}'
            AND NOT jsonb_path_exists(dish - 'translations', 'strict $.* ? (@.type() <> "string")')
            AND public.restaurants_are_translations(dish -> 'translations', 'name', 120, 300)
            AND dish ->> 'name' ~ '\S' AND length(dish ->> 'name') <= 120
            AND dish ->> 'price' ~ '^(\d{1,7}\.\d\d)?$'
            AND length(COALESCE(dish ->> 'description', '')) <= 300
            AND COALESCE(dish ->> 'allergens', '') ~ '^[A-Z]{0,14}$'
            AND COALESCE(dish ->> 'diet', '') IN ('', 'vegetarian', 'vegan')
            AND COALESCE(dish ->> 'season', '') IN ('', 'seasonal')
            AND COALESCE(dish ->> 'not_on', '') ~ '^(\d{4}-\d\d-\d\d)?$',
            false
        )
    )
$$;
REVOKE ALL ON FUNCTION public.restaurants_is_menu(jsonb) FROM PUBLIC;

-- Saves a draft for somebody who may. Returns its new version, or NULL where somebody else saved one since `seen`.
CREATE OR REPLACE FUNCTION public.restaurants_save_menu_draft(
    person uuid, place uuid, seen integer, given jsonb, money text, spoken text, level integer
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    saved integer;
BEGIN
    PERFORM public.restaurants_require_change_page(person, place);
    IF NOT public.restaurants_is_menu(given) THEN
        RAISE EXCEPTION 'This is no menu.' USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_menudraft_is_menu';
    END IF;
    UPDATE public.restaurants_menudraft
    SET version = version + 1, sections = given, currency = money, language = spoken, price_level = level,
        changed_at = clock_timestamp()
    WHERE restaurant_id = place AND version = seen
    RETURNING version INTO saved;
    IF saved IS NULL AND seen = 0 THEN
        INSERT INTO public.restaurants_menudraft
            (restaurant_id, version, sections, currency, language, price_level, changed_at)
        VALUES (place, 1, given, money, spoken, level, clock_timestamp())
        ON CONFLICT DO NOTHING RETURNING version INTO saved;
    END IF;
    RETURN saved;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_save_menu_draft(uuid, uuid, integer, jsonb, text, text, integer) FROM PUBLIC;

-- Publishes the draft that somebody has seen, and notes who did. Returns the menu's version, or NULL where the draft was
-- changed since. `words` is what search finds the restaurant by, and `spoken` the language of the names: both are guessed
-- from them outside of the database.
CREATE OR REPLACE FUNCTION public.restaurants_publish_menu(
    person uuid, place uuid, seen integer, words text, spoken text
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    published integer;
BEGIN
    PERFORM public.restaurants_require_change_page(person, place);
    IF length(words) > 60000 THEN
        RAISE EXCEPTION 'These are too many words for a menu.' USING ERRCODE = 'check_violation';
    END IF;
    -- Ratings first, as whoever posts a review does; then the listing, as an import does.
    PERFORM 1 FROM public.restaurants_restaurantrating WHERE restaurant_id = place FOR UPDATE;
    PERFORM 1 FROM public.restaurants_menudraft WHERE restaurant_id = place AND version = seen FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    UPDATE public.restaurants_restaurant SET dish_words = words WHERE id = place;
    INSERT INTO public.restaurants_menu AS menu
        (restaurant_id, price_level, currency, sections, diets, allergen_sets, language, version, updated_at)
    SELECT place, price_level, currency, sections, '{}', '{}', spoken, 1, clock_timestamp()
    FROM public.restaurants_menudraft WHERE restaurant_id = place
    ON CONFLICT (restaurant_id) DO UPDATE
    SET price_level = EXCLUDED.price_level, currency = EXCLUDED.currency, sections = EXCLUDED.sections,
        language = EXCLUDED.language
    RETURNING version INTO published;
    INSERT INTO public.restaurants_teamedit (id, restaurant_id, user_id, kind, version, edited_at)
    VALUES (uuidv7(), place, person, 'menu', published, clock_timestamp())
    ON CONFLICT DO NOTHING;
    RETURN published;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_publish_menu(uuid, uuid, integer, text, text) FROM PUBLIC;

-- What filters read of a menu: diets and sets of allergens of dishes. Drinks, which are vegan nearly everywhere, tell
-- nothing of what one can eat.
CREATE OR REPLACE FUNCTION public.restaurants_menu_facts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    WITH dishes AS (
        SELECT line.dish FROM jsonb_array_elements(NEW.sections) AS each (section),
             jsonb_array_elements(section -> 'dishes') AS line (dish)
        WHERE NOT string_to_array(public.restaurants_fold(section ->> 'title'), ' ')
            && '{drink,drinks,getranke,wein,weine,wines,wine,bevande,boissons,bebidas,kaffee}'
    )
    SELECT COALESCE(array_agg(DISTINCT dish ->> 'diet') FILTER (WHERE dish ->> 'diet' <> ''), '{}'),
           COALESCE(array_agg(DISTINCT COALESCE(dish ->> 'allergens', '')), '{}')
    INTO NEW.diets, NEW.allergen_sets FROM dishes;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_menu_facts() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_menu_facts BEFORE INSERT OR UPDATE ON public.restaurants_menu
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_menu_facts();
ALTER TABLE public.restaurants_menu ENABLE ALWAYS TRIGGER restaurants_menu_facts;

-- What a menu was until it is replaced is kept, whoever replaces it.
CREATE OR REPLACE FUNCTION public.restaurants_keep_menu_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    NEW.version := OLD.version;
    NEW.updated_at := OLD.updated_at;
    IF (NEW.sections, NEW.currency, NEW.price_level) IS NOT DISTINCT FROM (OLD.sections, OLD.currency, OLD.price_level) THEN
        RETURN NEW;
    END IF;
    INSERT INTO public.restaurants_menuversion
        (id, restaurant_id, version, price_level, currency, sections, language, published_at)
    VALUES (uuidv7(), OLD.restaurant_id, OLD.version, OLD.price_level, OLD.currency, OLD.sections, OLD.language,
            OLD.updated_at);
    NEW.version := OLD.version + 1;
    NEW.updated_at := clock_timestamp();
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_keep_menu_version() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_keep_menu_version BEFORE UPDATE ON public.restaurants_menu
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_keep_menu_version();
ALTER TABLE public.restaurants_menu ENABLE ALWAYS TRIGGER restaurants_keep_menu_version;
