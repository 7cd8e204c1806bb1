"""Gathers the grants on the transactional store that stand in a module for each topic, by the name of the login.

A module has tables as `WEB`, functions as `WEB_FUNCTIONS`, and so on for other logins; its row policies are `POLICIES`.
"""

from analytics.access.definitions import RowPolicy
from analytics.access.grants import (
    api_tokens,
    business_pages,
    changes,
    claims,
    diners,
    elevations,
    leaks,
    outbox,
    photos,
    replies,
    suggestions,
    teams,
    tills,
    visit_confirmation,
    webhooks,
)

_TOPICS = (
    *(api_tokens, business_pages, changes, claims, diners, elevations, leaks, outbox, photos),
    *(replies, suggestions, teams, tills, visit_confirmation, webhooks),
)
POLICIES: tuple[RowPolicy, ...] = tuple(policy for topic in _TOPICS for policy in getattr(topic, "POLICIES", ()))


def tables_of(name: str) -> dict[str, str]:
    """The verbs on each table that any topic grants under this name.

    Raises:
        ValueError: two topics grant on one table: put both in the table of one.
    """
    tables: dict[str, str] = {}
    for topic in _TOPICS:
        granted: dict[str, str] = getattr(topic, name, {})
        if both := tables.keys() & granted.keys():
            raise ValueError(f"Two topics grant {name} on {', '.join(sorted(both))}.")
        tables |= granted
    return tables


def functions_of(name: str) -> frozenset[str]:
    """The functions that any topic grants under this name."""
    return frozenset(function for topic in _TOPICS for function in getattr(topic, name, ()))
