"""Elevations that count now, as part of the table of grants: `policy verify` knows their logins and their rights.

What was granted to such a login by hand is a difference, and so is a login of that kind without an elevation.
"""

from dataclasses import replace
from typing import Any

from analytics.access.definitions import RowPolicy, StoreGrants

STORE = "analytical"
# It stands aside of how many connections the table of limits counts on: a few, for a while.
CONNECTIONS = 2
_LIVE = """
SELECT e.login, r.relation, r.columns, governance.elevation_condition(r.key_column, e.key, r.also, e.ends_at)
FROM governance.elevation AS e JOIN governance.elevation_rules() AS r USING (role, scope)
WHERE governance.elevation_is_live(e)
"""
_SETTINGS = "SELECT name, btrim(replace(value, '''', '')) FROM governance.elevation_settings()"


def with_live(connection: Any, store: StoreGrants) -> StoreGrants:
    """Add the logins of elevations that count now, with their rights, to the analytical store's table."""
    if store.alias != STORE:
        return store
    tables, policies = {login: dict(relations) for login, relations in store.tables.items()}, list(store.row_policies)
    sessions, connections = dict(store.sessions), dict(store.connections)
    settings = dict(connection.execute(_SETTINGS).fetchall())
    for login, relation, columns, condition in connection.execute(_LIVE).fetchall():
        tables.setdefault(login, {})[relation] = f"SELECT ({', '.join(columns)})"
        policies.append(RowPolicy(f"{login}_reads", relation, login, using=condition))
        sessions[login], connections[login] = settings, CONNECTIONS
    return replace(store, tables=tables, row_policies=tuple(policies), sessions=sessions, connections=connections)
