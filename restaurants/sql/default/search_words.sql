-- Words of listings and menus, counted once a statement. Who looks for a similar word is led by groups of three letters.

CREATE INDEX IF NOT EXISTS restaurants_searchword_similar ON public.restaurants_searchword
    USING gin (word public.gin_trgm_ops);

CREATE OR REPLACE FUNCTION public.restaurants_count_search_words() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE public.restaurants_searchword AS known SET uses = known.uses - gone.uses
        FROM (
            SELECT word, pg_catalog.count(*) AS uses
            FROM before_rows, pg_catalog.unnest(pg_catalog.tsvector_to_array(search)) AS word GROUP BY word
        ) AS gone
        WHERE known.word = gone.word;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO public.restaurants_searchword AS known (word, uses)
        SELECT word, pg_catalog.count(*)
        FROM after_rows, pg_catalog.unnest(pg_catalog.tsvector_to_array(search)) AS word GROUP BY word ORDER BY word
        ON CONFLICT (word) DO UPDATE SET uses = known.uses + excluded.uses;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM public.restaurants_searchword WHERE uses = 0;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_count_search_words() FROM PUBLIC;

CREATE OR REPLACE TRIGGER count_search_words_insert AFTER INSERT ON public.restaurants_restaurant
    REFERENCING NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_search_words();
CREATE OR REPLACE TRIGGER count_search_words_update AFTER UPDATE ON public.restaurants_restaurant
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_search_words();
CREATE OR REPLACE TRIGGER count_search_words_delete AFTER DELETE ON public.restaurants_restaurant
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_count_search_words();
