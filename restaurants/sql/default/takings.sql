-- In which currency a restaurant takes money: its menu's, or else its country's. Both are public.
CREATE OR REPLACE FUNCTION public.restaurants_currency(place uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT COALESCE(menu.currency, CASE restaurant.country
        WHEN 'CH' THEN 'CHF' WHEN 'LI' THEN 'CHF' WHEN 'GB' THEN 'GBP' WHEN 'US' THEN 'USD' WHEN 'CZ' THEN 'CZK'
        WHEN 'DK' THEN 'DKK' WHEN 'HU' THEN 'HUF' WHEN 'NO' THEN 'NOK' WHEN 'PL' THEN 'PLN' WHEN 'RO' THEN 'RON'
        WHEN 'SE' THEN 'SEK' WHEN 'TR' THEN 'TRY' WHEN 'IN' THEN 'INR' WHEN 'JP' THEN 'JPY' ELSE 'EUR' END)
    FROM public.restaurants_restaurant AS restaurant
    LEFT JOIN public.restaurants_menu AS menu ON menu.restaurant_id = restaurant.id
    WHERE restaurant.id = place
$$;
REVOKE ALL ON FUNCTION public.restaurants_currency(uuid) FROM PUBLIC;
