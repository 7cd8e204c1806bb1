"""A session's row that is deleted, by whomever, leaves what its provider is told, unless that has forgotten it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.accounts_session_left() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- Once more after a restored backup: it may be there already.
    INSERT INTO public.accounts_leftsession (id, provider, provider_session_id)
    VALUES (OLD.id, OLD.provider, OLD.provider_session_id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.accounts_session_left() FROM PUBLIC;
CREATE TRIGGER accounts_session_left AFTER DELETE ON public.accounts_verificationsession
    FOR EACH ROW WHEN (OLD.forgetting <> 'done') EXECUTE FUNCTION public.accounts_session_left();
"""
BACKWARD = """
DROP TRIGGER accounts_session_left ON public.accounts_verificationsession;
DROP FUNCTION public.accounts_session_left();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0023_left_session")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
