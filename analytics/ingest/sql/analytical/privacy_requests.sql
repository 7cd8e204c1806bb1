-- Once a privacy request is done, the pseudonym goes from it.

CREATE OR REPLACE FUNCTION governance.delete_pseudonym() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.person := NULL;
    NEW.reviews := NULL;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION governance.delete_pseudonym() FROM PUBLIC;

CREATE OR REPLACE TRIGGER privacy_request_done BEFORE UPDATE ON governance.privacy_request
    FOR EACH ROW WHEN (new.done_at IS NOT NULL) EXECUTE FUNCTION governance.delete_pseudonym();
ALTER TABLE governance.privacy_request ENABLE ALWAYS TRIGGER privacy_request_done;
