"""Who has to be mailed about an appeal, and an end for what people wrote: functions, so that no login needs the rows.

The first marks and tells in one statement, so each letter is written once. The worker that runs it learns an address
when somebody else decided or moved something, and cannot ask for one.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.appeal_letters()
RETURNS TABLE (what text, address text, until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN QUERY
    WITH decided AS (
        UPDATE public.accounts_verificationappeal AS appeal SET told_at = clock_timestamp()
        FROM public.accounts_user AS person
        WHERE person.id = appeal.user_id AND appeal.decided_at IS NOT NULL AND appeal.told_at IS NULL
        RETURNING appeal.proposed, person.email, appeal.ends_at
    ), moved AS (
        UPDATE public.accounts_verificationstatus AS status SET told_at = clock_timestamp()
        FROM public.accounts_user AS person
        WHERE person.id = status.user_id AND status.state = 'ended' AND status.told_at IS NULL
        RETURNING person.email
    )
    SELECT d.proposed::text, d.email::text, d.ends_at FROM decided AS d
    UNION ALL SELECT 'moved', m.email::text, NULL FROM moved AS m;
END
$$;
REVOKE ALL ON FUNCTION public.appeal_letters() FROM PUBLIC;

CREATE FUNCTION public.forget_appeal_words() RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE public.accounts_verificationappeal SET words = '', because = ''
    WHERE decided_at < clock_timestamp() - interval '90 days' AND (words, because) <> ('', '')
$$;
REVOKE ALL ON FUNCTION public.forget_appeal_words() FROM PUBLIC;
"""
BACKWARD = "DROP FUNCTION public.forget_appeal_words(); DROP FUNCTION public.appeal_letters();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_appeal_told")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
