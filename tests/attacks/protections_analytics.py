"""How the protections of the analytical store, its relay and its pages are switched off. Merged in `protections.py`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]


def threshold_alone(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Suppression as it is usually done: small groups are hidden, and what can be subtracted is not thought of."""
    return {name: count if count >= 10 else None for name, count in counts.items()}


def unvalidated(*_args: Any, **_named: Any) -> None:
    """A schema that lets everything pass."""


def anybodys(_user: Any, slug: str) -> Any:
    """A page that asks nobody who they are."""
    from restaurants.models import Restaurant

    return Restaurant.objects.get(slug=slug)


@contextmanager
def rights_are_let_be(sql: Sql) -> Iterator[None]:
    """Nobody compares: each store has a right too many, and `policy apply` neither sees it nor tells of columns."""
    with ExitStack() as everything:
        everything.enter_context(sql("default", "GRANT UPDATE ON accounts_verificationstatus TO web"))
        everything.enter_context(sql("vault", "GRANT DELETE ON vault_identitydigest TO identity"))
        everything.enter_context(sql("analytical", "GRANT SELECT ON core.user_demographics TO data_scientist"))
        everything.enter_context(patch("tests.attacks.test_grant_matrix.find", lambda *_: []))
        yield


def analytics_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    rows: tuple[str, ...] = ("core.reviews", "derived.review_sentiment", "marts.restaurant_age_bands", "core.visits")
    rows += ("derived.visitor_forecast", "derived.visitor_backtest", "derived.visitor_forecast_status")
    no_row_security = [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in rows]
    everything = "GRANT SELECT ON core.reviews, core.user_demographics TO data_scientist, dashboards"
    open_view = "ALTER VIEW marts.restaurant_sentiment SET (security_barrier = false)"
    owners = "GRANT INSERT, UPDATE ON restaurants_restaurantuserobjectpermission TO web"
    bodies = "DO $$ BEGIN EXECUTE format('GRANT TEMP ON DATABASE %I TO PUBLIC', current_database()); END $$"
    return {
        "grant_matrix": lambda: rights_are_let_be(sql),
        "analytical_column_grants": lambda: sql("analytical", everything),
        "masked_statistics": lambda: sql(
            "analytical", everything, "ALTER TABLE core.user_demographics DISABLE ROW LEVEL SECURITY"
        ),
        "row_security": lambda: sql("analytical", *no_row_security),
        "view_security_barrier": lambda: sql("analytical", open_view),
        "no_temporary_objects": lambda: sql("analytical", bodies),
        "age_band_suppression": lambda: patch("analytics.ingest.age_bands.suppress", threshold_alone),
        "relay_schema_validation": lambda: patch("reviews_site.outbox.schemas.validate", unvalidated),
        "outbox_insert_only": lambda: sql("default", "GRANT ALL ON outbox_event TO web, relay"),
        "dashboard_object_permission": lambda: patch("analytics.dashboards.views.restaurant_with_dashboard", anybodys),
        "owners_read_only": lambda: sql("default", owners),
        "audit_append_only": lambda: sql("default", "ALTER TABLE audit_event DISABLE TRIGGER audit_append_only"),
        "audit_insert_only": lambda: sql("default", "GRANT SELECT ON audit_event TO web"),
    }
