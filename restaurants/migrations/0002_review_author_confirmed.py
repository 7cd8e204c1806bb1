"""The database itself refuses a review whose author has no live confirmation, whoever writes it.

The function runs with its owner's rights, because the writer need not be able to read the status. It looks at the
clock and not at `now()`, which stands still in an open transaction.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.restaurants_review_author_confirmed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    writer CONSTANT name := session_user;
BEGIN
    PERFORM 1 FROM public.accounts_verificationstatus AS status
    WHERE status.user_id = NEW.author_id
      AND status.state = 'confirmed'
      AND status.expires_at > pg_catalog.clock_timestamp();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a person with a live confirmation may have a review.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'restaurants_review_author_confirmed',
                  TABLE = 'restaurants_review', DETAIL = pg_catalog.format('It was written by the login %I.', writer);
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.restaurants_review_author_confirmed() FROM PUBLIC;
CREATE TRIGGER restaurants_review_author_confirmed BEFORE INSERT OR UPDATE ON public.restaurants_review
    FOR EACH ROW EXECUTE FUNCTION public.restaurants_review_author_confirmed();
ALTER TABLE public.restaurants_review ENABLE ALWAYS TRIGGER restaurants_review_author_confirmed;
COMMENT ON TRIGGER restaurants_review_author_confirmed ON public.restaurants_review
    IS 'Reviews are by confirmed people only, even where the code forgets.';
"""
BACKWARD = """
DROP TRIGGER restaurants_review_author_confirmed ON public.restaurants_review;
DROP FUNCTION public.restaurants_review_author_confirmed();
"""


class Migration(migrations.Migration):
    dependencies = [("restaurants", "0001_initial"), ("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
