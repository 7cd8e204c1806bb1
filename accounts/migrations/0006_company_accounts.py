"""Whether an account is the company's: a function, so that the site's login needs no right on the list of staff.

An account that was ever staff stays one: its second factor belongs to the console, and the site can neither see nor
plant one. Sessions that Django kept by their plain key are dropped.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.is_company_account(asked uuid)
RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM public.accounts_staffrole AS part WHERE part.user_id = asked)
$$;
REVOKE ALL ON FUNCTION public.is_company_account(uuid) FROM PUBLIC;
DROP TABLE IF EXISTS public.django_session;
"""
BACKWARD = "DROP FUNCTION public.is_company_account(uuid);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sessions_and_security_activity")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
