-- Decisions on requests for datasets that the worker `staffing` verified, with the address of whoever decided. For the
-- registrar, which reads neither accounts nor signatures. Who has no account any more has decided nothing.

CREATE OR REPLACE FUNCTION public.dataset_decisions(asked uuid[])
RETURNS TABLE (
    request_id uuid, digest text, step text, address text, smallest_group integer, people_columns text,
    ends_at timestamptz, reason text, decided_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT d.request_id, d.digest::text, d.step::text, person.email::text, d.smallest_group, d.people_columns,
           d.ends_at, d.reason::text, o.updated_at
    FROM public.accounts_datasetdecision AS d
    JOIN public.accounts_signedactionoutcome AS o ON o.action_id = d.id AND o.actor_id = d.actor_id AND o.state = 'done'
    JOIN public.accounts_user AS person ON person.id = d.actor_id
    WHERE d.request_id = ANY (asked)
    ORDER BY o.updated_at, d.id
$$;
REVOKE ALL ON FUNCTION public.dataset_decisions(uuid[]) FROM PUBLIC;
