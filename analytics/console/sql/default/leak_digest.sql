-- The week's digest for security engineers: numbers of elevations, and the mails, once for each week.

-- Elevations that began in the week, and those that wait for a review. Nothing where the week's digest was mailed.
CREATE OR REPLACE FUNCTION public.console_elevations_of_week(asked date, until timestamptz)
RETURNS TABLE (begun bigint, broke_glass bigint, to_review bigint, overdue bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    since CONSTANT timestamptz := until - interval '7 days';
BEGIN
    IF EXISTS (SELECT 1 FROM public.console_leakdigest AS d WHERE d.week = asked) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT count(*) FILTER (WHERE e.approved_at >= since AND e.approved_at < until),
           count(*) FILTER (WHERE e.approved_at >= since AND e.approved_at < until AND e.is_break_glass),
           count(*) FILTER (WHERE e.reviewed_at IS NULL),
           count(*) FILTER (WHERE e.reviewed_at IS NULL AND e.is_break_glass
                                  AND e.approved_at < clock_timestamp() - interval '1 day')
    FROM public.accounts_elevation AS e WHERE e.problem = '';
END
$$;
REVOKE ALL ON FUNCTION public.console_elevations_of_week(date, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.console_mail_of_digest(asked date, said_subject text, said text, said_html text)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    INSERT INTO public.console_leakdigest (week) VALUES (asked) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM public.console_mail_of_leak(said_subject, said, said_html);
    RETURN true;
END
$$;
REVOKE ALL ON FUNCTION public.console_mail_of_digest(date, text, text, text) FROM PUBLIC;
