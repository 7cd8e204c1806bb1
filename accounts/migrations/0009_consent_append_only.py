"""Answers stay as they were given: UPDATE and TRUNCATE fail for everybody, the table's owner too.

DELETE is left to the erasure of a person, which takes all of somebody's rows and nothing less: it plays the login
`rights`, and no other login has the verb.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.accounts_consent_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = 'rights' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'Answers are kept as they were given: % is refused.', TG_OP
        USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION public.accounts_consent_refuse_change() FROM PUBLIC;
CREATE TRIGGER accounts_consent_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.accounts_consent
    FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_consent_refuse_change();
ALTER TABLE public.accounts_consent ENABLE ALWAYS TRIGGER accounts_consent_append_only;
"""
BACKWARD = """
DROP TRIGGER accounts_consent_append_only ON public.accounts_consent;
DROP FUNCTION public.accounts_consent_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_consent")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
