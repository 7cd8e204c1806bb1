-- Elevations that were approved, for the worker `elevation`, which reads no table: it learns what to begin, and says
-- what became of it. And the way of a secret to its person: sealed, once, within ten minutes.

CREATE OR REPLACE FUNCTION public.elevations_to_begin()
RETURNS TABLE (id uuid, person uuid, role text, scope text, key uuid, minutes integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    RETURN QUERY
    SELECT e.id, e.person_id, e.role::text, e.scope::text, e.key, e.minutes
    FROM public.accounts_elevation AS e JOIN public.accounts_user AS person ON person.id = e.person_id
    JOIN public.accounts_staffrole AS held ON held.user_id = e.person_id AND held.role = e.role
    WHERE e.handled_at IS NULL AND e.approved_at > clock_timestamp() - interval '1 hour'
      AND e.approved_at <= clock_timestamp() + interval '5 minutes' AND person.is_active
      AND held.ends_at > clock_timestamp() AND held.reviewed_at > clock_timestamp() - interval '127 days'
    ORDER BY e.approved_at;
END
$$;
REVOKE ALL ON FUNCTION public.elevations_to_begin() FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.note_elevation_begun(asked uuid, sealed bytea, what_failed text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
BEGIN
    UPDATE public.accounts_elevation SET handled_at = clock_timestamp(), secret = sealed, problem = what_failed
    WHERE id = asked AND handled_at IS NULL;
    UPDATE public.accounts_elevation SET secret = NULL
    WHERE secret IS NOT NULL AND handled_at < clock_timestamp() - interval '10 minutes';
END
$$;
REVOKE ALL ON FUNCTION public.note_elevation_begun(uuid, bytea, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION public.take_elevation_secret(asked uuid, person uuid) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    caller CONSTANT name := session_user;
    taken bytea;
BEGIN
    UPDATE public.accounts_elevation SET secret = NULL, secret_taken_at = clock_timestamp()
    WHERE id = asked AND person_id = person AND secret IS NOT NULL
      AND handled_at > clock_timestamp() - interval '10 minutes'
    RETURNING old.secret INTO taken;
    RETURN taken;
END
$$;
REVOKE ALL ON FUNCTION public.take_elevation_secret(uuid, uuid) FROM PUBLIC;
