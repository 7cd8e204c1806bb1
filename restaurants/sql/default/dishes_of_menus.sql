-- Makes the dishes of menus, and counts anew which reviews name them, whenever what a menu lists is changed.

CREATE OR REPLACE FUNCTION public.restaurants_list_dishes(places uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    -- Whoever posts takes this lock too: a review is counted here, or by its own trigger with the new dishes.
    PERFORM 1 FROM public.restaurants_restaurantrating
    WHERE restaurant_id = ANY(places) ORDER BY restaurant_id FOR UPDATE;
    DELETE FROM public.restaurants_dishday AS day USING public.restaurants_dish AS dish
    WHERE day.dish_id = dish.id AND dish.restaurant_id = ANY(places);
    WITH listed AS (
        SELECT DISTINCT ON (menu.restaurant_id, folded.key)
               menu.restaurant_id, folded.key, line.dish ->> 'name' AS name, COALESCE(line.dish ->> 'price', '') AS price
        FROM public.restaurants_menu AS menu,
             jsonb_path_query(menu.sections, '$[*].dishes[*]') WITH ORDINALITY AS line (dish, number),
             LATERAL (SELECT public.restaurants_fold(line.dish ->> 'name')) AS folded (key)
        WHERE menu.restaurant_id = ANY(places) AND folded.key <> ''
        ORDER BY menu.restaurant_id, folded.key, line.number
    ), gone AS (
        DELETE FROM public.restaurants_dish AS dish
        WHERE restaurant_id = ANY(places) AND NOT EXISTS (
            SELECT FROM listed WHERE listed.restaurant_id = dish.restaurant_id AND listed.key = dish.key
        )
    )
    INSERT INTO public.restaurants_dish
        (id, restaurant_id, key, name, price, phrases, count, total, recent_weight, recent_stars)
    SELECT uuidv7(), restaurant_id, key, name, price, '{}', 0, 0, 0, 0 FROM listed
    ON CONFLICT (restaurant_id, key) DO UPDATE
    SET name = EXCLUDED.name, price = EXCLUDED.price, count = 0, total = 0, recent_weight = 0, recent_stars = 0;
    PERFORM public.restaurants_find_phrases(places);
    PERFORM public.restaurants_change_dish_days(
        array_agg(restaurant_id), array_agg(text), array_agg((posted_at AT TIME ZONE 'UTC')::date),
        array_agg(rating::integer), array_agg(1)
    ) FROM public.restaurants_review WHERE restaurant_id = ANY(places);
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_list_dishes(uuid[]) FROM PUBLIC;

-- The whole name, the name without what comes with it, and the last word of that: each if no other dish has it.
CREATE OR REPLACE FUNCTION public.restaurants_find_phrases(places uuid[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH short AS (
        SELECT id, restaurant_id, key,
               COALESCE(NULLIF(regexp_replace(
                   public.restaurants_fold(regexp_replace(name, '(.)[,;(].*$', '\1')),
                   ' ((with|in|on|from|mit|im|auf|aus|vom|con|avec|sur) .*|[0-9].*)$', ''
               ), ''), key) AS head
        FROM public.restaurants_dish WHERE restaurant_id = ANY(places)
    ), known AS (
        SELECT *, substring(head FROM '[^ ]+$') AS last FROM short
    ), words AS (
        SELECT restaurant_id, word, count(*) AS dishes
        FROM known, unnest(ARRAY(SELECT DISTINCT unnest(string_to_array(key, ' ')))) AS word GROUP BY restaurant_id, word
    ), heads AS (
        SELECT restaurant_id, head, count(*) AS dishes FROM known GROUP BY restaurant_id, head
    )
    UPDATE public.restaurants_dish AS dish
    SET phrases = ARRAY(
        SELECT DISTINCT phrase FROM (VALUES
            (known.key),
            (CASE WHEN heads.dishes = 1 THEN known.head END),
            (CASE WHEN words.dishes = 1 AND length(known.last) >= 5 THEN known.last END)
        ) AS each (phrase) WHERE phrase IS NOT NULL ORDER BY phrase
    )
    FROM known
    JOIN heads USING (restaurant_id, head)
    JOIN words ON words.restaurant_id = known.restaurant_id AND words.word = known.last
    WHERE dish.id = known.id
$$;
REVOKE ALL ON FUNCTION public.restaurants_find_phrases(uuid[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_list_dishes_of_menus() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    places uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        places := ARRAY(SELECT restaurant_id FROM after_rows);
    ELSIF TG_OP = 'DELETE' THEN
        places := ARRAY(SELECT restaurant_id FROM before_rows);
    ELSE
        places := ARRAY(
            SELECT restaurant_id FROM before_rows AS was FULL JOIN after_rows AS now USING (restaurant_id)
            WHERE was.sections IS DISTINCT FROM now.sections
        );
    END IF;
    IF places <> '{}' THEN
        PERFORM public.restaurants_list_dishes(places);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_list_dishes_of_menus() FROM PUBLIC;

-- Triggers fire by name. On menus it is the first, before the versions of pages are locked: whoever posts a review locks
-- the ratings first too, so that the two never wait for each other.
CREATE OR REPLACE TRIGGER arrange_dishes_insert AFTER INSERT ON public.restaurants_menu
    REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_list_dishes_of_menus();
CREATE OR REPLACE TRIGGER arrange_dishes_update AFTER UPDATE ON public.restaurants_menu
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_list_dishes_of_menus();
CREATE OR REPLACE TRIGGER arrange_dishes_delete AFTER DELETE ON public.restaurants_menu
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_list_dishes_of_menus();
ALTER TABLE public.restaurants_menu ENABLE ALWAYS TRIGGER arrange_dishes_insert;
ALTER TABLE public.restaurants_menu ENABLE ALWAYS TRIGGER arrange_dishes_update;
ALTER TABLE public.restaurants_menu ENABLE ALWAYS TRIGGER arrange_dishes_delete;
