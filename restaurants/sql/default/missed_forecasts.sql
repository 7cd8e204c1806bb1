-- Days on which more or fewer guests came than were forecast: the worker `relay` compares, and this function believes it
-- only the ranges. It looks at the numbers of guests itself, and at days of the last two weeks alone.
CREATE OR REPLACE FUNCTION public.restaurants_note_missed_forecasts(
    places uuid[], days date[], lows double precision[], highs double precision[]
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today CONSTANT date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
    noted integer;
BEGIN
    DELETE FROM public.restaurants_missedforecast WHERE noted_at < clock_timestamp() - interval '30 days';
    INSERT INTO public.restaurants_missedforecast (restaurant_id, day)
    SELECT counted.restaurant_id, counted.day
    FROM unnest(places, days, lows, highs) AS forecast (restaurant_id, day, low, high)
    JOIN public.restaurants_visitcount AS counted USING (restaurant_id, day)
    WHERE counted.day BETWEEN today - 14 AND today
      AND (counted.visitors < floor(forecast.low) OR counted.visitors > ceil(forecast.high))
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS noted = ROW_COUNT;
    RETURN noted;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_note_missed_forecasts(uuid[], date[], double precision[], double precision[])
    FROM PUBLIC;
