-- Which login wrote a mail the database says, whatever the login does: what a mail may hold depends on it.
CREATE OR REPLACE FUNCTION public.outgoing_mail_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    NEW.login := current_user;
    NEW.stopped_for := '';
    NEW.reported_at := NULL;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.outgoing_mail_written() FROM PUBLIC;

CREATE OR REPLACE TRIGGER outgoing_mail_written BEFORE INSERT ON public.accounts_outgoingmail
    FOR EACH ROW EXECUTE FUNCTION public.outgoing_mail_written();
