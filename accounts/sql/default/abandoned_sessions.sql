-- When an account is deleted while the provider still holds data of its verification, the session's id stays, so that
-- the worker `identity` can have the provider delete it.

CREATE OR REPLACE FUNCTION public.accounts_keep_abandoned_session() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- After a restore the row may be there already.
    INSERT INTO public.accounts_abandonedsession (id, provider, provider_session_id)
    VALUES (OLD.id, OLD.provider, OLD.provider_session_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.accounts_keep_abandoned_session() FROM PUBLIC;

CREATE OR REPLACE TRIGGER accounts_keep_abandoned_session AFTER DELETE ON public.accounts_verificationsession
    FOR EACH ROW WHEN (old.provider_deletion <> 'done')
    EXECUTE FUNCTION public.accounts_keep_abandoned_session();
