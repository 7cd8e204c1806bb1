"""How the protections of what is governed (roles, registry, masks, bad data, logs) are switched off.

Merged in `protections.py`.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def as_it_is(_topic: str, payload: str | None) -> Any:
    """A shape that is the payload itself."""
    return json.loads(payload or "null")


def governance_protections(_sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    return {
        "quarantine_shape": lambda: patch("analytics.ingest.holding.shape", as_it_is),
    }
