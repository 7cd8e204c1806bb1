"""The other nodes of a cluster: what the coordinator passes on to none of them, and its own settings.

Each node is asked by its URL (`ANALYTICAL_NODES`). Where none is set, the coordinator asks the nodes for the little
that it can say of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
from django.conf import settings

from analytics.access.definitions import StoreGrants
from analytics.access.drift import databases, logins, objects, system_functions
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


# What of a store's table holds on a node too: roles are the same on all, and everything there is closed to PUBLIC.
_CHECKS: tuple[Callable[[Any, StoreGrants], Iterator[DriftFinding]], ...] = (
    logins.find,
    databases.find,
    system_functions.find,
    objects.find_defaults,
)


def find(connection: Any, store: StoreGrants) -> Iterator[DriftFinding]:
    """Rights on nodes that the coordinator does not pass on, and settings by which rows would be lost."""
    is_cluster = cluster.is_cluster(connection)
    for problem in cluster.problems(connection):
        says, _, statement = problem.partition(" As the superuser: ")
        yield DriftFinding(says, by_superuser=statement)
    urls = settings.ANALYTICAL_NODES if store.alias == cluster.STORE else []
    if urls:
        # Functions of PostgreSQL's own that the table opens are for the coordinator, where logins call them.
        yield from (finding for url in urls for finding in _by_url(url, replace(store, functions={})))
    if urls and is_cluster and len(urls) != (workers := cluster.number_of_workers(connection)):
        yield DriftFinding(f"ANALYTICAL_NODES names {len(urls)} of {workers} workers.")
    if is_cluster and not urls:
        yield from _through_coordinator(connection)


def _by_url(url: str, store: StoreGrants) -> Iterator[DriftFinding]:
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=5) as node:
            name = f"{node.info.host}:{node.info.port}"
            found = [finding for check in _CHECKS for finding in check(node, store)]
    except psycopg.Error as problem:
        yield DriftFinding(f"A node of ANALYTICAL_NODES can't be asked: {type(problem).__name__}.")
        return
    for finding in found:
        yield DriftFinding(f"On {name}: {finding.says}", by_superuser=finding.remedy or finding.by_superuser)


def _through_coordinator(connection: Any) -> Iterator[DriftFinding]:
    for question, says, statement in _QUESTIONS:
        for host, port, answer in connection.execute(_ASK, [question]).fetchall():
            if answer != "f":
                yield DriftFinding(f"On {host}:{port}: {says}.", by_superuser=statement)
