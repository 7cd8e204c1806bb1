-- An event waits from its insertion, whoever inserts it, until the relay has loaded it or it is deleted. A restore brings
-- the rows of both tables, and runs no trigger.

CREATE OR REPLACE FUNCTION public.outbox_keep_waiting_events() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.outbox_waitingevent (event_id) SELECT id FROM inserted ORDER BY id
        ON CONFLICT (event_id) DO NOTHING;
    ELSE
        DELETE FROM public.outbox_waitingevent WHERE event_id IN (SELECT id FROM deleted);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.outbox_keep_waiting_events() FROM PUBLIC;

CREATE OR REPLACE TRIGGER outbox_let_events_wait AFTER INSERT ON public.outbox_event
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_keep_waiting_events();

CREATE OR REPLACE TRIGGER outbox_end_waiting AFTER DELETE ON public.outbox_event
    REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION public.outbox_keep_waiting_events();
