-- What people who work with a restaurant are notified of there: new reviews, falling stars, unusually many reviews, and
-- guests that no forecast expected. `restaurants_make_notifications` calls these functions; no login may.

-- Restaurants whose mean of a week fell against that of the ninety days before it.
CREATE OR REPLACE FUNCTION public.restaurants_rating_drops(places uuid[]) RETURNS TABLE (restaurant_id uuid)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT days.restaurant_id
    FROM (
        SELECT counted.restaurant_id, counted.count, counted.total,
               (clock_timestamp() AT TIME ZONE 'UTC')::date - counted.day AS age
        FROM public.restaurants_ratingday AS counted
        WHERE counted.restaurant_id = ANY (places)
          AND counted.day > (clock_timestamp() AT TIME ZONE 'UTC')::date - 97
    ) AS days
    GROUP BY days.restaurant_id
    HAVING sum(count) FILTER (WHERE age < 7) >= 5 AND sum(count) FILTER (WHERE age >= 7) >= 10
       AND sum(total) FILTER (WHERE age < 7)::numeric / sum(count) FILTER (WHERE age < 7) + 0.7
        <= sum(total) FILTER (WHERE age >= 7)::numeric / sum(count) FILTER (WHERE age >= 7)
$$;
REVOKE ALL ON FUNCTION public.restaurants_rating_drops(uuid[]) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.restaurants_team_alerts()
RETURNS TABLE (user_id uuid, kind text, key text, restaurant_id uuid, review_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH member AS MATERIALIZED (
        SELECT held.user_id, held.content_object_id AS restaurant_id
        FROM public.restaurants_restaurantuserobjectpermission AS held
        JOIN public.auth_permission AS permission ON permission.id = held.permission_id
        JOIN public.accounts_user AS account ON account.id = held.user_id AND account.is_active
        WHERE permission.codename = 'view_dashboard'
    ), alert AS (
        -- Once a week.
        SELECT fallen.restaurant_id, 'rating_drop' AS kind,
               fallen.restaurant_id || to_char(clock_timestamp() AT TIME ZONE 'UTC', ' IYYY-IW') AS key
        FROM public.restaurants_rating_drops(ARRAY(SELECT DISTINCT restaurant_id FROM member)) AS fallen
        UNION ALL
        -- The reviews of a day against the daily mean of the four weeks before it: once a day.
        SELECT restaurant_id, 'review_burst',
               restaurant_id || to_char(clock_timestamp() AT TIME ZONE 'UTC', ' YYYY-MM-DD')
        FROM (
            SELECT counted.restaurant_id, counted.count,
                   (clock_timestamp() AT TIME ZONE 'UTC')::date - counted.day AS age
            FROM (SELECT DISTINCT restaurant_id FROM member) AS place
            JOIN public.restaurants_ratingday AS counted USING (restaurant_id)
            WHERE counted.day > (clock_timestamp() AT TIME ZONE 'UTC')::date - 29
        ) AS days
        GROUP BY restaurant_id
        HAVING sum(count) FILTER (WHERE age = 0) >= 8
           AND sum(count) FILTER (WHERE age = 0)
            >= 4 * COALESCE(sum(count) FILTER (WHERE age BETWEEN 1 AND 28), 0) / 28.0
        UNION ALL
        -- Once for each such day.
        SELECT missed.restaurant_id, 'forecast_missed', concat_ws(' ', missed.restaurant_id, missed.day)
        FROM public.restaurants_missedforecast AS missed
        WHERE missed.noted_at > clock_timestamp() - interval '2 days'
    )
    SELECT member.user_id, 'team_review', review.id::text, review.restaurant_id, review.id
    FROM member
    JOIN public.restaurants_review AS review USING (restaurant_id)
    WHERE review.id > uuidv7(interval '-2 days') AND review.author_id <> member.user_id
    UNION ALL
    SELECT member.user_id, alert.kind, alert.key, restaurant_id, NULL
    FROM alert
    JOIN member USING (restaurant_id)
$$;
REVOKE ALL ON FUNCTION public.restaurants_team_alerts() FROM PUBLIC;
