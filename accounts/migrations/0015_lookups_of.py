"""When customer support opened the record of one person, for that person's page: of who did it the function says
nothing."""

from django.db import migrations, models

FORWARD = """
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
BACKWARD = "DROP FUNCTION public.lookups_of(uuid, timestamptz, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_provider_forgets")]
    operations = [
        migrations.AddIndex(
            model_name="customerlookup",
            index=models.Index(fields=["about", "at"], name="accounts_lookup_of_whom"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
