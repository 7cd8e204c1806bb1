-- Finds the reviews of a restaurant that hold some words, where few do: `ReviewFilter.words`. Each reader reads the entries
-- that are pending, so there are few; without any, a review would take far longer to write.
CREATE INDEX IF NOT EXISTS restaurants_review_words ON public.restaurants_review
    USING gin (restaurant_id, text public.gin_trgm_ops) WITH (fastupdate = on, gin_pending_list_limit = 256);
