"""The access log refuses to be changed: UPDATE, DELETE and TRUNCATE fail, for the owner of the table too."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION governance.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'The access log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
REVOKE ALL ON FUNCTION governance.refuse_change() FROM PUBLIC;
CREATE TRIGGER access_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON governance.access_event
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_event ENABLE ALWAYS TRIGGER access_append_only;
"""
BACKWARD = """
DROP TRIGGER access_append_only ON governance.access_event;
DROP FUNCTION governance.refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
