"""Everything that is decided of each store in an environment: what `policy apply` makes true and `verify` compares.

Processes have their lines in `analytics.access.grants`, people theirs in `analytics.access.company`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from django.apps import apps

from analytics.access.company import COMPANY_ROLES, FUNCTIONAL_ROLES, Environment
from analytics.access.definitions import RowPolicy, StoreGrants, Tables, by_column, merged
from analytics.access.grants.analytical import ANALYTICAL, EVERY_ROW, ROWS_FOR_PEOPLE
from analytics.access.grants.transactional import TRANSACTIONAL
from analytics.access.grants.vault import VAULT
from analytics.access.segments import SCHEMAS
from reviews_site.privacy import relation_name
from reviews_site.regions import SIGNATURE

_WRITES = re.compile("INSERT|UPDATE")
_PROCESSES_ONLY = (TRANSACTIONAL, VAULT, ANALYTICAL)
_SESSION_OF_PEOPLE = {
    "statement_timeout": "60s",
    "default_transaction_read_only": "on",
    "search_path": "pg_catalog, pg_temp",
}


def store_grants(environment: Environment) -> dict[str, StoreGrants]:
    """What is decided of every store in an environment, by its alias. Takes Django's models, which name the columns."""
    return {store.alias: _with_people(_with_generated(store), environment) for store in _PROCESSES_ONLY}


def _with_generated(store: StoreGrants) -> StoreGrants:
    """The table with what apps add to it from their own declarations: `add_grants` of an app's configuration."""
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
        sessions={**store.sessions, **dict.fromkeys(COMPANY_ROLES, _SESSION_OF_PEOPLE)},
    )


def _tables_of_people(alias: str, environment: Environment) -> Tables:
    found = {}
    for login, role in COMPANY_ROLES.items():
        bundles = [FUNCTIONAL_ROLES[name].tables.get(alias, {}) for name in role.in_(environment).tables]
        if any(bundles):
            found[login] = merged(bundles)
    return found


def _with_home_region(functions: Mapping[str, frozenset[str]], tables: Tables) -> dict[str, frozenset[str]]:
    """Whoever writes a row has its region checked, which takes the right to ask the store for its own."""
    writers = {
        login for login, relations in tables.items() if any(_WRITES.search(verbs) for verbs in relations.values())
    }
    return {**functions, **{login: functions.get(login, frozenset()) | {SIGNATURE} for login in writers}}


def columns_of_models() -> dict[str, tuple[str, ...]]:
    """The columns that the code knows of each relation, by `schema.relation`."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        name = relation_name(model)
        found[name if "." in name else f"public.{name}"] = tuple(
            str(field.column) for field in model._meta.local_concrete_fields
        )
    return found


def _by_column(tables: Tables, known: Mapping[str, tuple[str, ...]]) -> Tables:
    """The same rights, column by column: a column that somebody adds by hand is nobody's."""
    return {
        login: {relation: by_column(verbs, known.get(relation, ())) for relation, verbs in relations.items()}
        for login, relations in tables.items()
    }
