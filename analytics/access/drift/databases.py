"""The other databases of the cluster, such as `postgres` and `template1`: none is unknown, and none is open.

A database that any login can enter is a place to keep things in that no grant speaks of.
"""

from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

from django.conf import settings

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import GRANTEE, DriftFinding, quoted
from analytics.access.grants.limits import RESERVED_CONNECTIONS
from reviews_site.analytical_engine.cluster import is_cluster

_OTHERS = f"""
SELECT datname, pg_get_userbyid(datdba), datdba = 10,
       ARRAY(SELECT {GRANTEE} || ' ' || privilege_type FROM aclexplode(COALESCE(datacl, acldefault('d', datdba)))
             WHERE grantee <> datdba)
FROM pg_catalog.pg_database WHERE datname <> current_database() AND datallowconn ORDER BY 1
"""  # noqa: S608 - made of this package's constants
_MAINTENANCE = ("postgres", "template1")
_SLOTS = "SELECT slot_name FROM pg_catalog.pg_replication_slots ORDER BY 1"
_TABLESPACES = "SELECT spcname FROM pg_catalog.pg_tablespace WHERE oid >= 16384 ORDER BY 1"
_RESERVE = """
SELECT current_setting('max_connections')::integer - current_setting('reserved_connections')::integer
       - current_setting('superuser_reserved_connections')::integer,
       current_setting('reserved_connections')::integer, current_setting('max_prepared_transactions')::integer
"""


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Databases that are open or unknown, and what else a cluster has that code makes none of."""
    stores = [base["NAME"] for base in settings.DATABASES.values() if base.get("NAME")]
    for name, owner, is_superusers, rights in connection.execute(_OTHERS).fetchall():
        if name in stores or any(fnmatch(name, pattern) for pattern in settings.POLICY_OTHER_DATABASES):
            continue
        if name not in _MAINTENANCE:
            statement = f"DROP DATABASE {quoted(name)}"
            yield DriftFinding(
                f"The database {name} of {owner} is in no table. POLICY_OTHER_DATABASES may name it.",
                by_superuser=statement,
            )
        if not is_superusers and name in _MAINTENANCE:
            statement = f"ALTER DATABASE {quoted(name)} OWNER TO postgres"
            yield DriftFinding(f"The database {name} belongs to {owner}.", by_superuser=statement)
        for right in sorted(rights):
            login, verb = right.rsplit(" ", 1)
            statement = f"REVOKE {verb} ON DATABASE {quoted(name)} FROM {quoted(login)}"
            yield DriftFinding(f"{login} may {verb} on the database {name}.", by_superuser=statement)
    for (name,) in connection.execute(_SLOTS).fetchall():
        statement = f"SELECT pg_drop_replication_slot('{name}')"
        yield DriftFinding(f"There is a replication slot {name}.", by_superuser=statement)
    for (name,) in connection.execute(_TABLESPACES).fetchall():
        yield DriftFinding(f"There is a tablespace {name}.", by_superuser=f"DROP TABLESPACE {quoted(name)}")
    yield from _reserve(connection, store)


def _reserve(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Whether the migrator still finds a connection when every login has taken all that it may."""
    for_logins, reserved, prepared = connection.execute(_RESERVE).fetchone()
    if (wanted := sum(store.connections.values())) > for_logins:
        statement = f"ALTER SYSTEM SET max_connections = {wanted + RESERVED_CONNECTIONS}"
        says = f"All logins together may have {wanted} connections, and the cluster has {for_logins} for them."
        yield DriftFinding(says, by_superuser=statement)
    if reserved < 1:
        statement = "ALTER SYSTEM SET reserved_connections = 5"
        yield DriftFinding("No connection is reserved for the migrator.", by_superuser=statement)
    # Citus prepares transactions: that is how a load is on all nodes or on none.
    if prepared and not is_cluster(connection):
        statement = "ALTER SYSTEM SET max_prepared_transactions = 0"
        yield DriftFinding(
            "A transaction can be prepared, and keeps its locks without a session.", by_superuser=statement
        )
