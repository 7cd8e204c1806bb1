"""Drift: the differences between a database and its table of grants, with the statements that correct them."""

import psycopg

from analytics.access.definitions import StoreGrants
from analytics.access.drift import (
    catalog,
    columns,
    databases,
    grant_options,
    logins,
    nodes,
    objects,
    permissions,
    regions,
    relations,
    routines,
    rows,
    statistics,
    system_functions,
)
from analytics.access.drift.finding import DriftFinding

__all__ = ["DriftFinding", "find"]


def find(connection: psycopg.Connection[tuple[object, ...]], store: StoreGrants) -> list[DriftFinding]:
    """Every difference, in an order in which the remedies can be run."""
    return [
        *logins.find(connection, store),
        *databases.find(connection, store),
        *system_functions.find(connection, store),
        *objects.find(connection, store),
        *relations.find(connection, store),
        *routines.find(connection, store),
        *catalog.find(connection, store),
        *grant_options.find(connection, store),
        *rows.find(connection, store),
        *columns.find(connection, store),
        *statistics.find(connection, store),
        *permissions.find(connection, store),
        *regions.find(connection, store),
        *nodes.find(connection, store),
    ]
