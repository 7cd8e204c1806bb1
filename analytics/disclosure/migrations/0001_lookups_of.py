"""When customer support opened the record of one person, for that person's page: of who did it the function says
nothing. In the transactional store; it has no table of its own there."""

from django.db import migrations

FORWARD = """
CREATE INDEX accounts_lookup_of_whom ON public.accounts_customerlookup (about, at);
CREATE FUNCTION public.lookups_of(asked uuid, since timestamptz, until timestamptz) RETURNS SETOF timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    SELECT l.at FROM public.accounts_customerlookup AS l
    WHERE l.about = asked AND l.at >= COALESCE(since, '-infinity') AND l.at < COALESCE(until, 'infinity')
    ORDER BY l.at DESC LIMIT 1000;
END
$$;
REVOKE ALL ON FUNCTION public.lookups_of(uuid, timestamptz, timestamptz) FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION public.lookups_of(uuid, timestamptz, timestamptz);
DROP INDEX public.accounts_lookup_of_whom;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_customer_record")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
