"""How the protections of the logs, and of their seals, are switched off. Merged in `protections.py`."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from reviews_site.audit.sealed_log import SealedLog
from tests.attacks.protections_governance import Off, Sql, none_at_all, nothing


@contextmanager
def keeping_nothing(sql: Sql) -> Iterator[None]:
    """Neither log looks at how old the rows are that go."""
    of_access = "ALTER TABLE governance.access_event DISABLE TRIGGER access_refuse_early_expiry"
    with (
        sql("default", "ALTER TABLE audit_event DISABLE TRIGGER audit_refuse_early_expiry"),
        sql("analytical", of_access),
    ):
        yield


def log_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    events = "governance.access_event"
    return {
        "access_append_only": lambda: sql("analytical", f"ALTER TABLE {events} DISABLE TRIGGER access_append_only"),
        "access_insert_only": lambda: sql("analytical", f"GRANT SELECT, UPDATE, DELETE ON {events} TO dashboards"),
        "log_rows_sealed": lambda: patch("reviews_site.audit.verification._of_rows", nothing),
        "log_past_closed": lambda: patch.object(SealedLog, "slipped_in", nothing),
        "log_anchored": lambda: patch("reviews_site.audit.verification._of_anchor", nothing),
        "log_chain": lambda: patch("reviews_site.audit.verification._of_chain", nothing),
        "sealer_knows_its_chain": lambda: patch("reviews_site.audit.sealing._last_anchored", none_at_all),
        "log_refuse_early_expiry": lambda: keeping_nothing(sql),
    }
