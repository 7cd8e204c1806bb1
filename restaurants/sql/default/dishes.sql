-- Keeps the dishes of menus, and the sums of the stars of the reviews that name them, with each change of a review or a
-- menu and in its transaction. When a review names a dish is said in `models/dish.py`. Which reviews do is stored nowhere:
-- what a changed or deleted review named is read from its old text, under the lock that a change of the menu takes too.

-- Plain lower case, one space between words, as `text_folding.fold` makes of Latin letters; other scripts stay.
CREATE OR REPLACE FUNCTION public.restaurants_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT btrim(
        regexp_replace(
            regexp_replace(
                replace(replace(replace(
                    translate(casefold(normalize(given, NFKD) COLLATE "pg_unicode_fast"), 'øđłıðŧħ', 'odlidth'),
                    'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
                '[\u0300-\u036f''’‘ʼ`]+', '', 'g'
            ),
            '[^[:alnum:]]+' COLLATE "pg_unicode_fast", ' ', 'g'
        )
    )
$$;

-- The dishes that a text about a restaurant names: the longest names first, whose words then name nothing else.
CREATE OR REPLACE FUNCTION public.restaurants_named_dishes(place uuid, given text) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    -- Two spaces between words: a phrase with one at each end then never shares a space with the next.
    words text := ' ' || replace(public.restaurants_fold(given), ' ', '  ') || ' ';
    found record;
BEGIN
    FOR found IN
        SELECT dish.id, spaced.phrase FROM public.restaurants_dish AS dish, unnest(dish.phrases) AS named (phrase),
               LATERAL (SELECT ' ' || replace(named.phrase, ' ', '  ') || ' ') AS spaced (phrase)
        WHERE dish.restaurant_id = place AND strpos(words, spaced.phrase) > 0
        ORDER BY length(spaced.phrase) DESC, spaced.phrase
    LOOP
        IF strpos(words, found.phrase) > 0 THEN
            words := replace(words, found.phrase, ' | ');
            RETURN NEXT found.id;
        END IF;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_named_dishes(uuid, text) FROM PUBLIC;

-- Adds reviews (sign 1) to the dishes that they name, or takes them away (sign -1). The caller holds the lock on the
-- restaurants' ratings: the trigger on reviews in `popularity.sql`, whose weights these are, or a changed menu.
CREATE OR REPLACE FUNCTION public.restaurants_change_dish_days(
    places uuid[], texts text[], days date[], stars integer[], signs integer[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    WITH change AS (
        SELECT named.id AS dish, row.day, sum(row.sign)::integer AS count, sum(row.sign * row.rating)::integer AS total
        FROM unnest(places, texts, days, stars, signs) AS row (place, text, day, rating, sign)
        CROSS JOIN LATERAL (
            SELECT DISTINCT id FROM public.restaurants_named_dishes(row.place, row.text) AS id
        ) AS named
        GROUP BY named.id, row.day
        HAVING sum(row.sign) <> 0 OR sum(row.sign * row.rating) <> 0
    ), known AS (
        SELECT change.dish, change.day,
               COALESCE(kept.count, 0) AS old_count, COALESCE(kept.total, 0) AS old_total,
               COALESCE(kept.count, 0) + change.count AS new_count, COALESCE(kept.total, 0) + change.total AS new_total
        FROM change
        LEFT JOIN public.restaurants_dishday AS kept ON kept.dish_id = change.dish AND kept.day = change.day
    ), sums AS (
        UPDATE public.restaurants_dish AS dish
        SET count = dish.count + weighed.count, total = dish.total + weighed.total,
            recent_weight = greatest(0, dish.recent_weight + weighed.weight),
            recent_stars = greatest(0, dish.recent_stars + weighed.stars)
        FROM (
            SELECT known.dish, sum(new_count - old_count) AS count, sum(new_total - old_total) AS total,
                   sum(new_count * public.restaurants_day_weight(day, new_count)
                       - old_count * public.restaurants_day_weight(day, old_count)) AS weight,
                   sum(new_total * public.restaurants_day_weight(day, new_count)
                       - old_total * public.restaurants_day_weight(day, old_count)) AS stars
            FROM known GROUP BY known.dish
        ) AS weighed
        WHERE dish.id = weighed.dish
    ), gone AS (
        DELETE FROM public.restaurants_dishday AS kept USING known
        WHERE kept.dish_id = known.dish AND kept.day = known.day AND known.new_count = 0
    )
    INSERT INTO public.restaurants_dishday (dish_id, day, count, total)
    SELECT dish, day, new_count, new_total FROM known WHERE new_count <> 0
    ON CONFLICT (dish_id, day) DO UPDATE SET count = EXCLUDED.count, total = EXCLUDED.total;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_dish_days(uuid[], text[], date[], integer[], integer[]) FROM PUBLIC;
