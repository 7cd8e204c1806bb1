"""Whoever has files rewritten after erasures has the log let go of what they held, and makes no checkpoint otherwise.

The right to make one (`pg_checkpoint`, `pg_switch_wal`) is the owner's, from the superuser.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.let_go_of_the_log() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    -- A checkpoint removes the files of the log that lie before the one before it.
    FOR turn IN 1..2 LOOP
        PERFORM pg_catalog.pg_switch_wal();
        CHECKPOINT;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION public.let_go_of_the_log() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0027_appeal_by_proof")]
    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION public.let_go_of_the_log()")]
