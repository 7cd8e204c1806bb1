"""The other nodes of a cluster: what PUBLIC has there by default, and the settings of the coordinator."""

from collections.abc import Iterator
from typing import Any

from analytics.access.definitions import StoreGrants
from analytics.access.drift.finding import DriftFinding
from reviews_site.analytical_engine import cluster

_ASK = "SELECT nodename, nodeport, result FROM run_command_on_workers(%s)"
# What each node is asked, with the answer that it should give, and what its superuser runs otherwise.
_QUESTIONS = (
    (
        "SELECT has_language_privilege('public', 'plpgsql', 'USAGE')",
        "PUBLIC may write plpgsql",
        "REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC",
    ),
    (
        "SELECT has_database_privilege('public', current_database(), 'CONNECT, TEMPORARY')",
        "PUBLIC may connect to the database, or make temporary tables",
        "REVOKE ALL ON DATABASE analytical FROM PUBLIC",
    ),
)


def find(connection: Any, _store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights on nodes that the coordinator does not pass on, and settings by which rows would be lost."""
    if not cluster.is_cluster(connection):
        return
    for problem in cluster.problems(connection):
        says, _, statement = problem.partition(" As the superuser: ")
        yield DriftFinding(says, by_superuser=statement)
    for question, says, statement in _QUESTIONS:
        for host, port, answer in connection.execute(_ASK, [question]).fetchall():
            if answer != "f":
                yield DriftFinding(f"On {host}:{port}: {says}.", by_superuser=statement)
