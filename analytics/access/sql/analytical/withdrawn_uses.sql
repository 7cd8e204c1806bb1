-- The registrar sees no review whose author withdrew its use in datasets. To take such reviews out of datasets it asks for
-- their ids, until that is done.

CREATE OR REPLACE FUNCTION governance.reviews_withdrawn_from_datasets() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.review_id FROM core.reviews AS r JOIN core.allowed_uses AS u ON u.person = r.reviewer
    WHERE NOT u.datasets AND u.carried_out_at IS NULL
$$;
REVOKE ALL ON FUNCTION governance.reviews_withdrawn_from_datasets() FROM PUBLIC;
