"""The complete table of grants of each store: what `policy apply` applies and `verify` compares.

Processes have their rights in `analytics.access.grants`, people theirs in `analytics.access.company`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from django.apps import apps

from analytics.access.company import COMPANY_ROLES, FUNCTIONAL_ROLES, Environment
from analytics.access.copies.classes import relation_of
from analytics.access.definitions import RowPolicy, StoreGrants, Tables, by_column, merge_bundles
from analytics.access.grants.analytical import ANALYTICAL, EVERY_ROW, ROWS_FOR_PEOPLE
from analytics.access.grants.limits import with_limits
from analytics.access.grants.transactional import TRANSACTIONAL
from analytics.access.grants.vault import VAULT
from analytics.access.segments import SCHEMAS
from reviews_site.regions import SIGNATURE

_WRITES = re.compile("INSERT|UPDATE")
_STORES = (TRANSACTIONAL, VAULT, ANALYTICAL)
_PEOPLE_SESSION = {"default_transaction_read_only": "on", "search_path": "pg_catalog, pg_temp"}


def store_grants(environment: Environment) -> dict[str, StoreGrants]:
    """The table of each store in an environment, by alias. Needs Django's models, which name the columns."""
    return {store.alias: with_limits(_with_people(_with_apps(store), environment)) for store in _STORES}


def _with_apps(store: StoreGrants) -> StoreGrants:
    """Add the rights that apps derive from their declarations, by `add_grants` of their configurations."""
    for config in apps.get_app_configs():
        if add_grants := getattr(config, "add_grants", None):
            store = add_grants(store)
    return store


def _with_people(store: StoreGrants, environment: Environment) -> StoreGrants:
    tables = _tables_of_people(store.alias, environment)
    restricted = {policy.relation for policy in store.row_policies}
    known = columns_of_models()
    return replace(
        store,
        tables=_by_column({**store.tables, **tables}, known),
        schemas=SCHEMAS[store.alias],
        functions=_with_home_region(store.functions, {**store.tables, **tables}),
        shut_out=tuple(login for login in COMPANY_ROLES if login not in tables),
        row_policies=(
            *store.row_policies,
            *(
                RowPolicy(f"{login}_reads", relation, login, using=ROWS_FOR_PEOPLE.get(relation, EVERY_ROW))
                for login, relations in tables.items()
                for relation in relations
                if relation in restricted
            ),
        ),
        sessions={**store.sessions, **dict.fromkeys(COMPANY_ROLES, _PEOPLE_SESSION)},
    )


def _tables_of_people(alias: str, environment: Environment) -> Tables:
    tables = {}
    for login, role in COMPANY_ROLES.items():
        bundles = [FUNCTIONAL_ROLES[name].tables.get(alias, {}) for name in role.in_(environment).tables]
        if any(bundles):
            tables[login] = merge_bundles(bundles)
    return tables


def _with_home_region(functions: Mapping[str, frozenset[str]], tables: Tables) -> dict[str, frozenset[str]]:
    """Let each login that writes rows execute the function that checks their region."""
    writers = {
        login for login, relations in tables.items() if any(_WRITES.search(verbs) for verbs in relations.values())
    }
    return {**functions, **{login: functions.get(login, frozenset()) | {SIGNATURE} for login in writers}}


def columns_of_models() -> dict[str, tuple[str, ...]]:
    """The columns of each model, by `schema.relation`."""
    return {
        ".".join(relation_of(model)): tuple(str(field.column) for field in model._meta.local_concrete_fields)
        for model in apps.get_models(include_auto_created=True)
    }


def _by_column(tables: Tables, known: Mapping[str, tuple[str, ...]]) -> Tables:
    """Write rights out by column, so that nobody may read a column that was added by hand."""
    return {
        login: {relation: by_column(verbs, known.get(relation, ())) for relation, verbs in relations.items()}
        for login, relations in tables.items()
    }
