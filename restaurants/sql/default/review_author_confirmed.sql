-- Only a confirmed person may have a review, and of no place that they work with or did within a year, nor of a competitor
-- of one that they claimed within a week. The policy asks for
-- the same; this holds for whoever writes past it.

CREATE OR REPLACE FUNCTION public.restaurants_review_author_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    writer CONSTANT name := session_user;
    counted public.restaurants_review;
BEGIN
    -- Others' votes are counted, and a visit is confirmed, after the author's confirmation has ended, too.
    IF TG_OP = 'UPDATE' THEN
        counted := OLD;
        counted.helpful_count := NEW.helpful_count;
        counted.visit_confirmed_by := NEW.visit_confirmed_by;
        counted.visit_confirmed_in := NEW.visit_confirmed_in;
        IF counted IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM 1 FROM public.accounts_verificationstatus AS status
    WHERE status.user_id = NEW.author_id
      AND status.state = 'confirmed'
      AND status.expires_at > pg_catalog.clock_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a person with a live confirmation may have a review.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_review_author_confirmed',
                  TABLE = 'restaurants_review', DETAIL = pg_catalog.format('It was written by the login %I.', writer);
    END IF;
    IF public.restaurants_is_affiliated(NEW.author_id, NEW.restaurant_id) THEN
        RAISE EXCEPTION 'Nobody reviews a restaurant that they work with, or did within a year.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_review_by_guests',
                  TABLE = 'restaurants_review', DETAIL = pg_catalog.format('It was written by the login %I.', writer);
    END IF;
    IF public.restaurants_claims_competitor(NEW.author_id, NEW.restaurant_id) THEN
        RAISE EXCEPTION 'Nobody reviews a competitor of a restaurant that they claimed within a week.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_review_not_of_competitor',
                  TABLE = 'restaurants_review', DETAIL = pg_catalog.format('It was written by the login %I.', writer);
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_review_author_confirmed() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_review_author_confirmed BEFORE INSERT OR UPDATE ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_review_author_confirmed();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_review_author_confirmed;
