-- What the worker `privacy` does about appeals without reading the table: who has to be mailed, and the deletion of
-- what people wrote, 90 days after the decision.

CREATE OR REPLACE FUNCTION public.appeal_notifications() RETURNS TABLE(kind text, address text, ends_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH decided AS (
        UPDATE public.accounts_verificationappeal AS appeal SET notified_at = clock_timestamp()
        FROM public.accounts_user AS person
        WHERE person.id = appeal.user_id AND appeal.decided_at IS NOT NULL AND appeal.notified_at IS NULL
        RETURNING appeal.proposed_outcome, person.email, appeal.ends_at
    ), transferred AS (
        UPDATE public.accounts_verificationstatus AS status SET notified_at = clock_timestamp()
        FROM public.accounts_user AS person
        WHERE person.id = status.user_id AND status.state = 'transferred' AND status.notified_at IS NULL
        RETURNING person.email
    )
    SELECT d.proposed_outcome::text, d.email::text, d.ends_at FROM decided AS d
    UNION ALL SELECT 'transferred', t.email::text, NULL FROM transferred AS t;
END
$$;
REVOKE ALL ON FUNCTION public.appeal_notifications() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.delete_appeal_statements() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.accounts_verificationappeal SET statement = '', reason = ''
    WHERE decided_at < clock_timestamp() - interval '90 days' AND (statement, reason) <> ('', '')
$$;
REVOKE ALL ON FUNCTION public.delete_appeal_statements() FROM PUBLIC;
