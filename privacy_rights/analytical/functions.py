"""Database functions that are all that the login `analytics_privacy` reads and erases of people, by an open request.

They are generated from the models' declarations, and run with the owner's rights: a row policy could not ask another
table for the request where tables are distributed (ADR 37). Each takes the id of a request and finds the pseudonym
itself. Of a request that is done, or was never made, nothing comes back, and nothing is deleted.
"""

from django.db import connections
from django.db.models import Model

from analytics.access.definitions import StoreGrants
from analytics.ingest.store import STORE
from privacy_rights.data_subjects import erased_tables, exported_fields, exported_tables
from reviews_site.privacy import IdentifierKind, SubjectPath, relation_name

LOGIN = "analytics_privacy"
# Tables of datasets have an owner of their own: `privacy_rights.analytical.datasets`.
_OF_THE_REGISTRAR = "datasets"
ERASE = "governance.erase_facts(uuid)"

_OPEN = """
CREATE OR REPLACE FUNCTION governance.open_request(request uuid) RETURNS TABLE (person uuid, kind text, reviews uuid[])
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT r.person, r.kind, r.reviews FROM governance.privacy_request AS r
    WHERE r.request_id = request AND r.done_at IS NULL AND r.person IS NOT NULL
$$;
REVOKE ALL ON FUNCTION governance.open_request(uuid) FROM PUBLIC;
"""
# A request's rows of reviews, and what finds rows of other tables by them.
_FOUND = """
    SELECT o.person, o.kind, o.reviews INTO asked FROM governance.open_request(request) AS o;
    SELECT COALESCE(array_agg(r.restaurant_id), '{}'), COALESCE(array_agg(r.review_id), '{}')
    INTO own_restaurants, own_reviews FROM core.reviews AS r
    WHERE r.reviewer = asked.person AND (asked.kind <> 'withdrawal' OR r.review_id = ANY (asked.reviews));
"""
_DECLARED = """    asked record;
    own_restaurants uuid[];
    own_reviews uuid[];
"""
_ROWS = """
CREATE OR REPLACE FUNCTION {name}(request uuid) RETURNS TABLE ({columns})
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
{declared}BEGIN{found}
    RETURN QUERY SELECT {selected} FROM {table} AS own WHERE {condition};
END
$$;
REVOKE ALL ON FUNCTION {name}(uuid) FROM PUBLIC;
"""
_ERASE = """
CREATE OR REPLACE FUNCTION governance.erase_facts(request uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
{declared}    deleted bigint;
    counts jsonb := '{{}}';
BEGIN{found}
    IF asked.kind = 'erasure' THEN
{of_person}
    END IF;
    IF asked.kind = 'withdrawal' THEN
{of_review}
    END IF;
    RETURN counts;
END
$$;
REVOKE ALL ON FUNCTION governance.erase_facts(uuid) FROM PUBLIC;
"""
# Counted by counting: a statement's row count is not one where tables are distributed.
_DELETE = """        WITH gone AS (DELETE FROM {table} AS own WHERE {condition} RETURNING 1)
        SELECT count(*) INTO deleted FROM gone;
        counts := counts || jsonb_build_object('{table}', deleted);"""
# Where one review stands: its score first, which is found by it.
_OF_A_REVIEW = {
    "derived.review_sentiment": "own.restaurant_id = ANY (own_restaurants) AND own.review_id = ANY (own_reviews)",
    "landing.review_events": (
        "own.reviewer = asked.person AND own.payload ->> 'review_id' = ANY (asked.reviews::text[])"
    ),
    "landing.review_staging": "own.reviewer = asked.person AND own.review_id = ANY (asked.reviews)",
    "landing.quarantine": "lower(own.payload ->> 'review_id') = ANY (asked.reviews::text[])",
    "core.reviews": "own.reviewer = asked.person AND own.review_id = ANY (asked.reviews)",
}


def statement() -> str:
    """SQL that creates the functions."""
    return "\n".join([_OPEN, *(_rows(model, subject) for model, subject in exported_tables(STORE)), _erase()])


def with_functions(store: StoreGrants) -> dict[str, frozenset[str]]:
    """The functions of a store's table of grants, with these for their login."""
    own = {f"{rows_function(model)}(uuid)" for model, _ in exported_tables(STORE)} | {ERASE}
    return {**store.functions, LOGIN: store.functions[LOGIN] | own}


def rows_function(model: type[Model]) -> str:
    """The function that returns a person's rows of a table."""
    return f"governance.asked_{relation_name(model).replace('.', '_')}"


def tables() -> list[tuple[type[Model], SubjectPath]]:
    """The tables of this store whose rows are deleted with their person, in order, except the registrar's."""
    return [table for table in erased_tables(STORE) if table[0]._meta.app_label != _OF_THE_REGISTRAR]


def columns_of(model: type[Model], subject: SubjectPath) -> dict[str, str]:
    """The columns that a function returns, with their types: what people are given, and what rows are found by."""
    given = {field.name for field in exported_fields(model, subject)} | set(subject.paths)
    fields = [field for field in model._meta.local_concrete_fields if field.name in given]
    return {str(field.column): str(field.db_type(connections[STORE])) for field in fields}


def _rows(model: type[Model], subject: SubjectPath) -> str:
    columns = columns_of(model, subject)
    return _ROWS.format(
        name=rows_function(model),
        columns=", ".join(f'"{name}" {kind}' for name, kind in columns.items()),
        selected=", ".join(f'own."{name}"' for name in columns),
        table=relation_name(model),
        condition=_condition(subject),
        declared=_DECLARED,
        found=_FOUND,
    )


def _erase() -> str:
    of_person = (_DELETE.format(table=relation_name(model), condition=_condition(it)) for model, it in tables())
    of_review = (_DELETE.format(table=table, condition=condition) for table, condition in _OF_A_REVIEW.items())
    return _ERASE.format(
        declared=_DECLARED, found=_FOUND, of_person="\n".join(of_person), of_review="\n".join(of_review)
    )


def _condition(subject: SubjectPath) -> str:
    if subject.kind is IdentifierKind.REVIEW:
        # Two conditions rather than one on pairs, which Citus refuses: a review is of one restaurant.
        return f'own.restaurant_id = ANY (own_restaurants) AND own."{subject.path}" = ANY (own_reviews)'
    if subject.within:
        return f"lower(own.\"{subject.path}\"::text) LIKE '%' || asked.person || '%'"
    return f'own."{subject.path}" = asked.person'
