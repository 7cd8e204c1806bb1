"""Whether a pseudonym is somebody else's: a function, so that the worker of erasures reads neither events nor texts.

Web writes the pseudonym beside the account that is to be erased, because web alone can make one. Reviews say whose it
is: each has an event under its author's pseudonym.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.pseudonym_is_anothers(asked uuid, account uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM public.outbox_event AS event
        JOIN public.restaurants_review AS review ON review.id = CASE
            WHEN event.payload ->> 'review_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            THEN (event.payload ->> 'review_id')::uuid END
        WHERE event.person = asked::text AND review.author_id <> account
    )
$$;
REVOKE ALL ON FUNCTION public.pseudonym_is_anothers(uuid, uuid) FROM PUBLIC;
"""
BACKWARD = "DROP FUNCTION public.pseudonym_is_anothers(uuid, uuid);"


class Migration(migrations.Migration):
    dependencies = [
        ("restaurants", "0007_popular_index"),
        ("outbox", "0003_published_by"),
        ("accounts", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
