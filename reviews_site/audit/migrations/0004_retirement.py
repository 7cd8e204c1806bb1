"""Seals are append-only too, and rows whose time is over may go, in whole batches, through one function.

The function deletes; the triggers let it, and check each row that went: its batch was sealed longer ago than the log
is kept. The owner can't say otherwise without switching triggers off, which the seals then show.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION public.audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'audit_seal' AND current_setting('platemark.retiring', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
ALTER TABLE public.audit_seal ENABLE ALWAYS TRIGGER audit_seal_append_only;
CREATE TRIGGER audit_member_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON public.audit_member
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change();
ALTER TABLE public.audit_member ENABLE ALWAYS TRIGGER audit_member_append_only;

CREATE FUNCTION public.audit_refuse_young() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gone WHERE gone.at >= clock_timestamp() - interval '1096 days' OR NOT EXISTS (
            SELECT FROM public.audit_member m JOIN public.audit_seal s USING (number)
            WHERE m.event = gone.id AND s.sealed_at < clock_timestamp() - interval '1096 days'
        )
    ) THEN
        RAISE EXCEPTION 'The audit log keeps its rows for 1096 days.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.audit_refuse_young() FROM PUBLIC;
CREATE TRIGGER audit_keeps_young AFTER DELETE ON public.audit_event
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_young();
ALTER TABLE public.audit_event ENABLE ALWAYS TRIGGER audit_keeps_young;

CREATE FUNCTION public.audit_retire(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    retired bigint;
BEGIN
    PERFORM set_config('platemark.retiring', 'on', true);
    DELETE FROM public.audit_event WHERE id IN (SELECT event FROM public.audit_member WHERE number <= upto);
    GET DIAGNOSTICS retired = ROW_COUNT;
    DELETE FROM public.audit_member WHERE number <= upto;
    PERFORM set_config('platemark.retiring', 'off', true);
    RETURN retired;
END
$$;
REVOKE ALL ON FUNCTION public.audit_retire(bigint) FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION public.audit_retire(bigint);
DROP TRIGGER audit_keeps_young ON public.audit_event;
DROP FUNCTION public.audit_refuse_young();
DROP TRIGGER audit_member_append_only ON public.audit_member;
DROP TRIGGER audit_seal_append_only ON public.audit_seal;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
