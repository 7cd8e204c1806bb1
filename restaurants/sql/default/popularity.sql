-- Keeps the sums that popularity is computed from, with each change of reviews and in its transaction. Each review weighs
-- half as much for every 365 days of age; all reviews of one restaurant that were posted on one day weigh at most as much
-- as five. Weights are relative to 1 January 2020, so that time passing changes no row: `models/popularity.py`.

CREATE OR REPLACE FUNCTION public.restaurants_day_weight(posted date, reviews integer) RETURNS double precision
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$
    SELECT least(1.0, 5.0 / greatest(reviews, 1)) * power(2.0::double precision, (posted - DATE '2020-01-01') / 365.0)
$$;

CREATE OR REPLACE FUNCTION public.restaurants_change_rating_days(places uuid[], days date[], stars integer[], signs integer[])
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.restaurants_restaurantrating WHERE restaurant_id = ANY(places) ORDER BY restaurant_id FOR UPDATE;
    WITH change AS (
        SELECT place, day, sum(sign)::integer AS count, sum(sign * rating)::integer AS total
        FROM unnest(places, days, stars, signs) AS row (place, day, rating, sign)
        GROUP BY place, day
        HAVING sum(sign) <> 0 OR sum(sign * rating) <> 0
    ), known AS (
        SELECT change.place, change.day,
               COALESCE(kept.count, 0) AS old_count, COALESCE(kept.total, 0) AS old_total,
               COALESCE(kept.count, 0) + change.count AS new_count, COALESCE(kept.total, 0) + change.total AS new_total
        FROM change
        LEFT JOIN public.restaurants_ratingday AS kept ON kept.restaurant_id = change.place AND kept.day = change.day
    ), weighed AS (
        SELECT place,
               sum(new_count * public.restaurants_day_weight(day, new_count)
                   - old_count * public.restaurants_day_weight(day, old_count)) AS weight,
               sum(new_total * public.restaurants_day_weight(day, new_count)
                   - old_total * public.restaurants_day_weight(day, old_count)) AS stars
        FROM known GROUP BY place
    ), sums AS (
        UPDATE public.restaurants_restaurantrating AS rating
        SET recent_weight = greatest(0, rating.recent_weight + weighed.weight),
            recent_stars = greatest(0, rating.recent_stars + weighed.stars)
        FROM weighed WHERE rating.restaurant_id = weighed.place
    )
    INSERT INTO public.restaurants_ratingday (restaurant_id, day, count, total)
    SELECT place, day, new_count, new_total FROM known
    ON CONFLICT (restaurant_id, day) DO UPDATE SET count = EXCLUDED.count, total = EXCLUDED.total;
    DELETE FROM public.restaurants_ratingday WHERE restaurant_id = ANY(places) AND day = ANY(days) AND count = 0;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_change_rating_days(uuid[], date[], integer[], integer[]) FROM PUBLIC;

-- Counts reviews for their restaurants, and for the dishes that they name (`dishes.sql`).
-- A change of anything but text, stars, day and restaurant, such as a vote's, changes no sum. It must not even lock them: whoever
-- edits a review locks the sums first and then the review, and would wait for each other with whoever votes for it.
CREATE OR REPLACE FUNCTION public.restaurants_count_rating_days() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    places uuid[];
    texts text[];
    days date[];
    stars integer[];
    signs integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(restaurant_id), array_agg(text), array_agg((posted_at AT TIME ZONE 'UTC')::date),
               array_agg(rating::integer), array_agg(1)
        INTO places, texts, days, stars, signs FROM after_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(restaurant_id), array_agg(text), array_agg((posted_at AT TIME ZONE 'UTC')::date),
               array_agg(rating::integer), array_agg(-1)
        INTO places, texts, days, stars, signs FROM before_rows;
    ELSE
        SELECT array_agg(place), array_agg(words), array_agg((moment AT TIME ZONE 'UTC')::date), array_agg(given),
               array_agg(sign)
        INTO places, texts, days, stars, signs
        FROM before_rows AS was JOIN after_rows AS now USING (id)
        CROSS JOIN LATERAL (VALUES
            (was.restaurant_id, was.text, was.posted_at, was.rating::integer, -1),
            (now.restaurant_id, now.text, now.posted_at, now.rating::integer, 1)
        ) AS change (place, words, moment, given, sign)
        WHERE (was.restaurant_id, was.text, was.posted_at, was.rating)
              IS DISTINCT FROM (now.restaurant_id, now.text, now.posted_at, now.rating);
    END IF;
    IF places IS NOT NULL THEN
        PERFORM public.restaurants_change_rating_days(places, days, stars, signs);
        PERFORM public.restaurants_change_dish_days(places, texts, days, stars, signs);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_count_rating_days() FROM PUBLIC;

DO $$
DECLARE
    verb record;
BEGIN
    FOR verb IN
        SELECT * FROM (VALUES
            ('insert', 'NEW TABLE AS after_rows'),
            ('update', 'OLD TABLE AS before_rows NEW TABLE AS after_rows'),
            ('delete', 'OLD TABLE AS before_rows')
        ) AS verbs (name, rows)
    LOOP
        EXECUTE format(
            'CREATE OR REPLACE TRIGGER count_rating_days_%1$s AFTER %1$s ON public.restaurants_review REFERENCING %2$s'
            ' FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_rating_days()',
            verb.name, verb.rows
        );
        EXECUTE format('ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER count_rating_days_%1$s', verb.name);
    END LOOP;
END
$$;
