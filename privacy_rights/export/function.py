"""The database function `export_rows`, generated from the models' declarations.

It is the only way for the worker `privacy` to read rows of people, and answers for the account of one open export
request. Nothing is returned for accounts of the company, nor under a pseudonym that is another account's.
"""

from typing import Any

from django.db.models import Model, UUIDField

from privacy_rights.data_subjects import exported_fields, exported_tables
from privacy_rights.export.archive import STORE
from reviews_site.privacy import IdentifierKind, SubjectPath

_FUNCTION = """
CREATE OR REPLACE FUNCTION public.export_rows(request uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT {tables}
    FROM public.privacy_rights_exportrequest AS asked
    WHERE asked.id = request AND asked.ready_at IS NULL AND asked.failed_at IS NULL AND asked.closed_at IS NULL
    AND NOT public.is_company_account(asked.user_id)
    AND NOT public.pseudonym_is_of_another_account(asked.person, asked.user_id)
$$;
REVOKE ALL ON FUNCTION public.export_rows(uuid) FROM PUBLIC;
"""
_TABLE = """        '{table}', (SELECT coalesce(jsonb_agg(to_jsonb(given)), '[]') FROM (
            SELECT {columns} FROM public.{table} AS own WHERE {condition}
        ) AS given)"""
# PostgreSQL passes a hundred arguments to a function at most, two of which are a table's.
_TABLES_AT_ONCE = 40
_IDENTIFIERS = {IdentifierKind.ACCOUNT: "asked.user_id", IdentifierKind.REVIEWER: "asked.person"}


def statement() -> str:
    """SQL that creates the function, for every table and column of this store that people are given a copy of."""
    tables = [_table(model, subject) for model, subject in exported_tables(STORE)]
    parts = [tables[start : start + _TABLES_AT_ONCE] for start in range(0, len(tables), _TABLES_AT_ONCE)]
    objects = ["jsonb_build_object(\n" + ",\n".join(part) + "\n    )" for part in parts]
    return _FUNCTION.format(tables=" || ".join(objects))


def _table(model: type[Model], subject: SubjectPath) -> str:
    identifier = _IDENTIFIERS[subject.kind]
    columns = [str(field.column) for field in exported_fields(model, subject)]
    selected = [
        f'CASE WHEN own."{column}" = {identifier} THEN own."{column}" END AS "{column}"'
        if column in subject.others
        else f'own."{column}"'
        for column in columns
    ]
    condition = " OR ".join(_condition(model, path, "own", identifier) for path in subject.paths)
    return _TABLE.format(table=model._meta.db_table, columns=", ".join(selected), condition=condition)


def _condition(model: type[Model], path: str, alias: str, identifier: str) -> str:
    """SQL for `path = identifier`, by way of the tables that the path's foreign keys lead to."""
    first, _, rest = path.partition("__")
    field: Any = model._meta.get_field(first)
    if rest:
        inner = _condition(field.related_model, rest, "way", identifier)
        target = field.related_model._meta.db_table
        return f'{alias}."{field.column}" IN (SELECT way.id FROM public.{target} AS way WHERE {inner})'  # noqa: S608 - names from models
    holds_uuid = isinstance(field.target_field if field.remote_field else field, UUIDField)
    return f'{alias}."{field.column}" = {identifier if holds_uuid else f"{identifier}::text"}'
