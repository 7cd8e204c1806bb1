-- Votes are by confirmed people, of others' reviews, and of no place that they work with; and they are counted, whoever
-- adds or deletes them.

CREATE OR REPLACE FUNCTION public.restaurants_check_helpful_vote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM 1 FROM public.restaurants_review AS review
    JOIN public.accounts_verificationstatus AS status ON status.user_id = NEW.user_id
    WHERE review.id = NEW.review_id AND review.author_id <> NEW.user_id
      AND status.state = 'confirmed' AND status.expires_at > pg_catalog.clock_timestamp()
      AND NOT public.restaurants_is_affiliated(NEW.user_id, review.restaurant_id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a confirmed person who has nothing to do with a review may vote for it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_helpfulvote_by_others',
                  TABLE = 'restaurants_helpfulvote';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_check_helpful_vote() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_check_helpful_vote BEFORE INSERT OR UPDATE ON public.restaurants_helpfulvote
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_check_helpful_vote();
ALTER TABLE public.restaurants_helpfulvote ENABLE ALWAYS TRIGGER restaurants_check_helpful_vote;

CREATE OR REPLACE FUNCTION public.restaurants_count_helpful_vote() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE public.restaurants_review SET helpful_count = helpful_count + 1 WHERE id = NEW.review_id;
    ELSE
        UPDATE public.restaurants_review SET helpful_count = helpful_count - 1 WHERE id = OLD.review_id;
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_count_helpful_vote() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_count_helpful_vote AFTER INSERT OR DELETE ON public.restaurants_helpfulvote
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_count_helpful_vote();
ALTER TABLE public.restaurants_helpfulvote ENABLE ALWAYS TRIGGER restaurants_count_helpful_vote;
