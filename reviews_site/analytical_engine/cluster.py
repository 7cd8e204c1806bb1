"""The analytical store as a Citus cluster: whether it is one, and what its coordinator has to be set to.

On plain PostgreSQL every question here has an empty answer. It asks the catalog of the coordinator and changes nothing.
"""

from collections.abc import Iterator
from typing import Any

STORE = "analytical"
_IS_CLUSTER = "SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus'"
_ON_NODES = """
SELECT nspname || '.' || relname FROM pg_catalog.pg_dist_partition
JOIN pg_catalog.pg_class c ON c.oid = logicalrelid JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
"""
_SETTING = "SELECT current_setting('citus.propagate_set_commands', true)"
_COORDINATOR = "SELECT 1 FROM pg_catalog.pg_dist_node WHERE groupid = 0"
_WORKERS = "SELECT count(DISTINCT groupid) FROM pg_catalog.pg_dist_node WHERE groupid <> 0"
SILENT = (
    "citus.propagate_set_commands is not 'local': dashboards would read no row, without an error. As the superuser:"
    " ALTER SYSTEM SET citus.propagate_set_commands = 'local'; SELECT pg_reload_conf();"
)
NO_COORDINATOR = (
    "The coordinator is not in pg_dist_node: tables that are copied to every node would not be there. As the superuser:"
    " SELECT citus_set_coordinator_host('<its name>');"
)


def is_cluster(connection: Any) -> bool:
    """Whether Citus is installed in a database. `connection` is psycopg's or a cursor."""
    return bool(connection.execute(_IS_CLUSTER).fetchall())


def tables_on_nodes(connection: Any) -> frozenset[str]:
    """Tables that are spread over the nodes or copied to each, with their schemas."""
    if not is_cluster(connection):
        return frozenset()
    return frozenset(name for (name,) in connection.execute(_ON_NODES).fetchall())


def number_of_workers(connection: Any) -> int:
    """How many nodes there are besides the coordinator."""
    if not is_cluster(connection):
        return 0
    (count,) = connection.execute(_WORKERS).fetchone()
    return int(count)


def problems(connection: Any) -> Iterator[str]:
    """What has to be set before the store can be used, as sentences with the statements for the superuser."""
    if not is_cluster(connection):
        return
    if connection.execute(_SETTING).fetchone() != ("local",):
        yield SILENT
    if not connection.execute(_COORDINATOR).fetchall():
        yield NO_COORDINATOR
