-- Restaurants by cuisine, counted once a statement, without closed ones; under the empty cuisine all of them. Counted anew with this file.

DELETE FROM public.restaurants_cuisinecount;
INSERT INTO public.restaurants_cuisinecount (cuisine, restaurants)
SELECT cuisine, count(*) FROM public.restaurants_restaurant, unnest(cuisines || ''::varchar) AS cuisine
WHERE closed_at IS NULL GROUP BY cuisine;

CREATE OR REPLACE FUNCTION public.restaurants_count_cuisines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO public.restaurants_cuisinecount AS known (cuisine, restaurants)
        SELECT cuisine, -pg_catalog.count(*)
        FROM before_rows, pg_catalog.unnest(cuisines || ''::varchar) AS cuisine
        WHERE closed_at IS NULL GROUP BY cuisine ORDER BY cuisine
        ON CONFLICT (cuisine) DO UPDATE SET restaurants = known.restaurants + excluded.restaurants;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.restaurants_cuisinecount AS known (cuisine, restaurants)
        SELECT cuisine, pg_catalog.count(*)
        FROM after_rows, pg_catalog.unnest(cuisines || ''::varchar) AS cuisine
        WHERE closed_at IS NULL GROUP BY cuisine ORDER BY cuisine
        ON CONFLICT (cuisine) DO UPDATE SET restaurants = known.restaurants + excluded.restaurants;
    END IF;
    DELETE FROM public.restaurants_cuisinecount WHERE restaurants = 0;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_count_cuisines() FROM PUBLIC;

CREATE OR REPLACE TRIGGER count_cuisines_insert AFTER INSERT ON public.restaurants_restaurant
    REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_cuisines();
CREATE OR REPLACE TRIGGER count_cuisines_update AFTER UPDATE ON public.restaurants_restaurant
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_cuisines();
CREATE OR REPLACE TRIGGER count_cuisines_delete AFTER DELETE ON public.restaurants_restaurant
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_cuisines();
ALTER TABLE public.restaurants_restaurant ENABLE ALWAYS TRIGGER count_cuisines_insert;
ALTER TABLE public.restaurants_restaurant ENABLE ALWAYS TRIGGER count_cuisines_update;
ALTER TABLE public.restaurants_restaurant ENABLE ALWAYS TRIGGER count_cuisines_delete;
