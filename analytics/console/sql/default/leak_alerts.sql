-- What the watcher may do in the transactional store: mail every security engineer, and end the console's sessions of
-- whoever read a honey row. It reads nobody and no address.

CREATE OR REPLACE FUNCTION public.console_mail_of_leak(said_subject text, said text, said_html text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    INSERT INTO public.accounts_outgoingmail (id, recipient, subject, text, html, unsubscribe_url, created_at,
                                              next_attempt_at, attempts, last_error)
    SELECT uuidv7(), person.email, left(said_subject, 200), said, said_html, '', clock_timestamp(), clock_timestamp(), 0, ''
    FROM public.accounts_user AS person
    WHERE person.is_active AND EXISTS (
        SELECT 1 FROM public.accounts_staffrole AS held
        WHERE held.user_id = person.id AND held.role = 'security_engineer' AND held.ends_at > clock_timestamp());
END
$$;
REVOKE ALL ON FUNCTION public.console_mail_of_leak(text, text, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.console_alert_of_leak(reader text, said_subject text, said text, said_html text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    ended integer;
BEGIN
    DELETE FROM public.console_session AS s WHERE s.user_id::text = reader;
    GET DIAGNOSTICS ended = ROW_COUNT;
    PERFORM public.console_mail_of_leak(said_subject, said, said_html);
    RETURN ended;
END
$$;
REVOKE ALL ON FUNCTION public.console_alert_of_leak(text, text, text, text) FROM PUBLIC;

-- Mails that were not sent because of what they held, of which no alert was raised yet: who wrote them, and what was found.
CREATE OR REPLACE FUNCTION public.console_stopped_mails() RETURNS TABLE (id uuid, login text, what text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY SELECT m.id, m.login::text, m.stopped_for::text
    FROM public.accounts_outgoingmail AS m WHERE m.stopped_for > '' AND m.reported_at IS NULL ORDER BY m.id;
END
$$;
REVOKE ALL ON FUNCTION public.console_stopped_mails() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.console_stopped_mail_reported(asked uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE public.accounts_outgoingmail AS m SET reported_at = clock_timestamp() WHERE m.id = asked AND m.stopped_for > '';
END
$$;
REVOKE ALL ON FUNCTION public.console_stopped_mail_reported(uuid) FROM PUBLIC;
