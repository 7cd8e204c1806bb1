-- A document is for an open claim of one's own that is shown by documents, and six at most. It goes with the end of the
-- claim, and its files go with its row, as those of photos do.
CREATE OR REPLACE FUNCTION public.restaurants_document_of_own_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Whoever sends several at once waits here, so that all of them are counted.
    PERFORM FROM public.restaurants_claim AS claim
    WHERE claim.id = NEW.claim_id AND claim.user_id = NEW.user_id AND claim.closed_at IS NULL
      AND claim.proof = 'documents' FOR NO KEY UPDATE;
    IF NOT FOUND OR (SELECT count(*) FROM public.restaurants_claimdocument WHERE claim_id = NEW.claim_id) >= 6 THEN
        RAISE EXCEPTION 'A document is added to an open claim of one''s own, and six are at most.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_document_of_own_claim',
                  TABLE = 'restaurants_claimdocument';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_document_of_own_claim() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_document_of_own_claim
    BEFORE INSERT OR UPDATE OF claim_id, user_id ON public.restaurants_claimdocument
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_document_of_own_claim();
ALTER TABLE public.restaurants_claimdocument ENABLE ALWAYS TRIGGER restaurants_document_of_own_claim;

CREATE OR REPLACE FUNCTION public.restaurants_claim_files_to_delete() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO public.restaurants_photodeletion (id, token, deleted_at)
    SELECT id, COALESCE(token, ''), clock_timestamp() FROM before_rows ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_claim_files_to_delete() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_claim_files_to_delete AFTER DELETE ON public.restaurants_claimdocument
    REFERENCING OLD TABLE AS before_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.restaurants_claim_files_to_delete();
ALTER TABLE public.restaurants_claimdocument ENABLE ALWAYS TRIGGER restaurants_claim_files_to_delete;

CREATE OR REPLACE FUNCTION public.restaurants_documents_go_with_claim() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM public.restaurants_claimdocument WHERE claim_id = OLD.id;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_documents_go_with_claim() FROM PUBLIC;

CREATE OR REPLACE TRIGGER restaurants_documents_go_with_end AFTER UPDATE OF closed_at ON public.restaurants_claim
    FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION public.restaurants_documents_go_with_claim();
ALTER TABLE public.restaurants_claim ENABLE ALWAYS TRIGGER restaurants_documents_go_with_end;

CREATE OR REPLACE TRIGGER restaurants_documents_go_with_claim AFTER DELETE ON public.restaurants_claim
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_documents_go_with_claim();
ALTER TABLE public.restaurants_claim ENABLE ALWAYS TRIGGER restaurants_documents_go_with_claim;
