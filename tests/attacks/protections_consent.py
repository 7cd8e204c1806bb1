"""How what people agreed to, and what they refused, loses its protection. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def nothing(*_args: Any, **_named: Any) -> None:
    """Asks nothing."""


def consent_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    ledger = "ALTER TABLE accounts_consent DISABLE TRIGGER accounts_consent_append_only"
    rights = "GRANT UPDATE, DELETE, TRUNCATE ON accounts_consent TO web"
    return {
        "consent_append_only": lambda: sql("default", ledger, rights),
        "consent_insert_only_for_web": lambda: sql("default", ledger, rights),
        "terms_before_posting": lambda: patch("restaurants.actions.reviews.consents.require_current_terms", nothing),
    }
