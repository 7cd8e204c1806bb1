-- A receipt is for a review of one's own, goes with it, and its files go with its row, as those of photos do.
CREATE OR REPLACE TRIGGER restaurants_receipt_of_own_review
    BEFORE INSERT OR UPDATE OF review_id, author_id, restaurant_id ON public.restaurants_receipt
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_photo_of_own_review();
ALTER TABLE public.restaurants_receipt ENABLE ALWAYS TRIGGER restaurants_receipt_of_own_review;

CREATE OR REPLACE TRIGGER restaurants_receipt_files_to_delete AFTER DELETE ON public.restaurants_receipt
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_photo_files_to_delete();
ALTER TABLE public.restaurants_receipt ENABLE ALWAYS TRIGGER restaurants_receipt_files_to_delete;

CREATE OR REPLACE FUNCTION public.restaurants_receipts_go_with_review() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM public.restaurants_receipt WHERE review_id IN (SELECT id FROM before_rows);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_receipts_go_with_review() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_receipts_go_with_review AFTER DELETE ON public.restaurants_review
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_receipts_go_with_review();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_receipts_go_with_review;

-- Decides on a receipt that waits, for the console, which writes neither receipts nor reviews; whether it did.
CREATE OR REPLACE FUNCTION public.restaurants_decide_receipt(asked uuid, answer text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    reviewed uuid;
BEGIN
    IF answer NOT IN ('confirmed', 'unreadable', 'refused') THEN
        RAISE EXCEPTION 'There is no such decision on a receipt.' USING ERRCODE = 'check_violation';
    END IF;
    -- The review first, as whoever edits or withdraws it does.
    SELECT review.id INTO reviewed FROM public.restaurants_review AS review
    JOIN public.restaurants_receipt AS receipt ON receipt.review_id = review.id
    WHERE receipt.id = asked FOR UPDATE OF review;
    UPDATE public.restaurants_receipt SET state = answer, token = NULL, decided_at = pg_catalog.clock_timestamp()
    WHERE id = asked AND state = 'waiting';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE public.restaurants_review AS review
    SET visit_confirmed_by = 'receipt',
        visit_confirmed_in = pg_catalog.date_trunc('month', pg_catalog.clock_timestamp() AT TIME ZONE 'UTC')::date
    WHERE answer = 'confirmed' AND review.id = reviewed AND review.visit_confirmed_by = ''
      AND NOT public.restaurants_is_affiliated(review.author_id, review.restaurant_id);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_decide_receipt(uuid, text) FROM PUBLIC;
