-- The ids of reviews that have to be deleted from datasets, because their authors withdrew that use. Row security hides
-- these reviews from the registrar.

CREATE OR REPLACE FUNCTION governance.reviews_withdrawn_from_datasets() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.review_id FROM core.reviews AS r JOIN core.allowed_uses AS u ON u.person = r.reviewer
    WHERE NOT u.datasets AND u.carried_out_at IS NULL
$$;
REVOKE ALL ON FUNCTION governance.reviews_withdrawn_from_datasets() FROM PUBLIC;

-- Notes which of these choices are carried out. The registrar changes nothing else of them, so it has no UPDATE there: on
-- Citus a writer of a copied table needs a right on the whole of it. A choice that was replaced meanwhile stays open.

CREATE OR REPLACE FUNCTION governance.uses_carried_out(events uuid[], carried_out timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE core.allowed_uses SET carried_out_at = carried_out
    WHERE event_id = ANY (events) AND NOT datasets AND carried_out_at IS NULL;
END
$$;
REVOKE ALL ON FUNCTION governance.uses_carried_out(uuid[], timestamptz) FROM PUBLIC;
