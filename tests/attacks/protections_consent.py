"""How what people agreed to, and what they refused, loses its protection. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from psycopg import sql as words

from analytics.datasets.sources import REFUSABLE
from analytics.ingest import cubes, data_uses
from mlmodels.sentiment import scoring

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]
OPEN_TO_REGISTRAR = "ALTER POLICY registrar_reads ON {} USING (true)"


def nothing(*_args: Any, **_named: Any) -> None:
    """Asks nothing."""


def everybody(*_args: Any) -> words.SQL:
    """Leaves nobody out."""
    return words.SQL("true")


@contextmanager
def counts_everybody() -> Iterator[None]:
    """Publications that know nothing of refusals."""
    with ExitStack() as stack:
        for name in ("_PEOPLE", "_REVIEWED"):
            stack.enter_context(patch.object(cubes, name, getattr(cubes, name).replace("WHERE for_statistics", "")))
        yield


@contextmanager
def datasets_of_everybody(sql: Sql) -> Iterator[None]:
    """Neither the code nor row security leaves anybody out of datasets."""
    with (
        patch("analytics.datasets.tables.is_allowed", everybody),
        sql("analytical", *(OPEN_TO_REGISTRAR.format(table) for table in REFUSABLE)),
    ):
        yield


def consent_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    ledger = "ALTER TABLE accounts_consent DISABLE TRIGGER accounts_consent_append_only"
    rights = "GRANT UPDATE, DELETE, TRUNCATE ON accounts_consent TO web"
    open_rows = "ALTER POLICY {0}_read{1} ON core.reviews USING (true)"
    any_review = scoring._WRITE.replace(
        "JOIN core.reviews AS r USING (restaurant_id, review_id)", "CROSS JOIN (SELECT true AS for_datasets) AS r"
    )
    any_word = data_uses._SAY.partition("WHERE (EXCLUDED.changed_at")[0]
    return {
        "consent_append_only": lambda: sql("default", ledger, rights),
        "consent_insert_only_for_web": lambda: sql("default", ledger, rights),
        "terms_before_posting": lambda: patch("restaurants.actions.reviews.consents.require_current_terms", nothing),
        "refused_to_models": lambda: sql("analytical", open_rows.format("models", "")),
        "refused_to_people": lambda: sql("analytical", open_rows.format("data_scientist", "s")),
        "refused_while_scoring": lambda: patch.object(scoring, "_WRITE", any_review),
        "refused_to_datasets": lambda: datasets_of_everybody(sql),
        "refused_to_registrar": lambda: sql("analytical", *(OPEN_TO_REGISTRAR.format(table) for table in REFUSABLE)),
        "refused_to_statistics": counts_everybody,
        "newest_word_counts": lambda: patch.object(data_uses, "_SAY", any_word),
        "receipts_are_the_relays": lambda: sql("default", "GRANT ALL ON outbox_receipt TO web"),
        "uses_take_a_form_of_ours": lambda: patch("django.middleware.csrf.CsrfViewMiddleware.process_view", nothing),
    }
