-- Finds the reviews of a restaurant that hold some words, where few do: `ReviewFilter.words`. Entries are not kept pending
-- (`fastupdate`), because each reader would read those.
CREATE INDEX IF NOT EXISTS restaurants_review_words ON public.restaurants_review
    USING gin (restaurant_id, text public.gin_trgm_ops) WITH (fastupdate = off);
