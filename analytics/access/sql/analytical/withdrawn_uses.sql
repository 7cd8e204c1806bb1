-- The ids of reviews that have to be deleted from datasets, because their authors withdrew that use. Row security hides
-- these reviews from the registrar.

CREATE OR REPLACE FUNCTION governance.reviews_withdrawn_from_datasets() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.review_id FROM core.reviews AS r JOIN core.allowed_uses AS u ON u.person = r.reviewer
    WHERE NOT u.datasets AND u.carried_out_at IS NULL
$$;
REVOKE ALL ON FUNCTION governance.reviews_withdrawn_from_datasets() FROM PUBLIC;
