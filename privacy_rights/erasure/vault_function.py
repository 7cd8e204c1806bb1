"""The database function `vault_erase`, generated from the models' declarations.

It is the only way to delete rows of the vault, for one holder at a time, and each call leaves a row that can't be
changed.
"""

from privacy_rights.data_subjects import erased_tables
from reviews_site.privacy import relation_name

_FUNCTION = """
CREATE OR REPLACE FUNCTION public.vault_erase(holders uuid[], request uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    deleted integer := 0;
    rows integer;
BEGIN
    IF pg_catalog.cardinality(holders) NOT BETWEEN 1 AND 8 THEN
        RAISE EXCEPTION 'One holder at a time, under each version of the key.' USING ERRCODE = 'insufficient_privilege';
    END IF;
{deletions}
    -- The same request again is written down under a number of its own, so that nothing goes without a line.
    INSERT INTO public.vault_digesterasure (id, created_at, digests)
    VALUES (request, pg_catalog.clock_timestamp(), deleted) ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND AND deleted > 0 THEN
        INSERT INTO public.vault_digesterasure (id, created_at, digests)
        VALUES (pg_catalog.gen_random_uuid(), pg_catalog.clock_timestamp(), deleted);
    END IF;
    RETURN deleted;
END
$$;
REVOKE ALL ON FUNCTION public.vault_erase(uuid[], uuid) FROM PUBLIC;
"""
_DELETION = """    DELETE FROM public.{table} WHERE {column} = ANY(holders);
    GET DIAGNOSTICS rows = ROW_COUNT;
    deleted := deleted + rows;"""


def statement() -> str:
    """SQL that creates the function, for every table of the vault whose rows are deleted with their person."""
    deletions = [
        _DELETION.format(table=relation_name(model), column=subject.path) for model, subject in erased_tables("vault")
    ]
    return _FUNCTION.format(deletions="\n".join(deletions))
