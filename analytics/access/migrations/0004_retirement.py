"""Seals are append-only too, and rows whose time is over may go, in whole batches, through one function.

The function deletes; the triggers let it, and check each row that went: its batch was sealed longer ago than the log
is kept. The owner can't say otherwise without switching triggers off, which the seals then show.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION governance.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'access_seal' AND current_setting('platemark.retiring', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The access log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER access_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON governance.access_seal
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_seal ENABLE ALWAYS TRIGGER access_seal_append_only;
CREATE TRIGGER access_member_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON governance.access_member
    FOR EACH STATEMENT EXECUTE FUNCTION governance.refuse_change();
ALTER TABLE governance.access_member ENABLE ALWAYS TRIGGER access_member_append_only;

CREATE FUNCTION governance.access_refuse_young() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gone WHERE gone.at >= clock_timestamp() - interval '366 days' OR NOT EXISTS (
            SELECT FROM governance.access_member m JOIN governance.access_seal s USING (number)
            WHERE m.event = gone.id AND s.sealed_at < clock_timestamp() - interval '366 days'
        )
    ) THEN
        RAISE EXCEPTION 'The access log keeps its rows for 366 days.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION governance.access_refuse_young() FROM PUBLIC;
CREATE TRIGGER access_keeps_young AFTER DELETE ON governance.access_event
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION governance.access_refuse_young();
ALTER TABLE governance.access_event ENABLE ALWAYS TRIGGER access_keeps_young;

CREATE FUNCTION governance.access_retire(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    retired bigint;
BEGIN
    PERFORM set_config('platemark.retiring', 'on', true);
    DELETE FROM governance.access_event WHERE id IN (SELECT event FROM governance.access_member WHERE number <= upto);
    GET DIAGNOSTICS retired = ROW_COUNT;
    DELETE FROM governance.access_member WHERE number <= upto;
    PERFORM set_config('platemark.retiring', 'off', true);
    RETURN retired;
END
$$;
REVOKE ALL ON FUNCTION governance.access_retire(bigint) FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION governance.access_retire(bigint);
DROP TRIGGER access_keeps_young ON governance.access_event;
DROP FUNCTION governance.access_refuse_young();
DROP TRIGGER access_member_append_only ON governance.access_member;
DROP TRIGGER access_seal_append_only ON governance.access_seal;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_seals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
