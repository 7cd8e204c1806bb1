"""How the protections of what is governed (roles, registry, masks, bad data, logs) are switched off.

Merged in `protections.py`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from psycopg import sql as composed

from analytics.access.audiences import AUDIENCES
from analytics.datasets import plan, publishing
from analytics.datasets.enums import Protection

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]
LANGUAGES = "sql, plpgsql"


def nothing(*_args: Any, **_named: Any) -> list[Any]:
    """Finds nothing wrong."""
    return []


def none_at_all(*_args: Any, **_named: Any) -> None:
    """Does nothing."""


def as_it_is(_topic: str, payload: str | None) -> Any:
    """A shape that is the payload itself."""
    return json.loads(payload or "null")


def unquoted(*names: str) -> composed.SQL:
    """A name as whoever wrote it wants it to be."""
    return composed.SQL(".".join(names))


def no_protection(*_args: Any, **_named: Any) -> tuple[Protection, str]:
    """Asks for no protection."""
    return Protection.NONE, ""


class AnyShape:
    """A schema that lets everything pass."""

    def iter_errors(self, _written: Any) -> list[Any]:
        """No problem with anything."""
        return []


@contextmanager
def everybody_of_the_group() -> Iterator[None]:
    """Grants to every role that could read the schema."""
    write = publishing._save_grants

    def to_all(version: Any, _logins: Sequence[str], columns: Sequence[str]) -> None:
        write(version, AUDIENCES[version.relation.partition(".")[0]], columns)

    with patch("analytics.datasets.publishing._save_grants", to_all):
        yield


def alike(*_mixes: Any) -> float:
    """An index that sees no difference."""
    return 0.0


@contextmanager
def a_member(sql: Sql) -> Iterator[None]:
    """People may become the loader. Memberships are the cluster's, and are taken back."""
    with sql("analytical", "GRANT loader TO data_scientist"):
        try:
            yield
        finally:
            with sql("analytical", "REVOKE loader FROM data_scientist"):
                pass


@contextmanager
def an_administrator(sql: Sql, login: str) -> Iterator[None]:
    """A login may do everything. The attribute is the cluster's, and is taken back."""
    with sql("analytical", f"ALTER ROLE {login} SUPERUSER"):
        try:
            yield
        finally:
            with sql("analytical", f"ALTER ROLE {login} NOSUPERUSER"):
                pass


def governance_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    token, people = "governance.dataset_token", "core.user_demographics"
    way_back = (
        "GRANT USAGE ON SCHEMA governance, core, marts TO marketing_analyst",
        f"GRANT SELECT ON {token}, {people}, core.reviews, marts.masked_demographics TO marketing_analyst",
        "ALTER TABLE core.reviews DISABLE ROW LEVEL SECURITY",
    )
    no_row_security = [f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in ("core.reviews", "core.visits")]
    everything = "GRANT SELECT ON ALL TABLES IN SCHEMA core, landing, governance TO dashboards"
    large_objects = "GRANT EXECUTE ON FUNCTION lo_create(oid), lo_from_bytea(oid, bytea) TO PUBLIC"
    in_schemas = "GRANT USAGE ON SCHEMA landing, governance TO dashboards"
    return {
        "no_language_of_ones_own": lambda: sql("analytical", f"GRANT USAGE ON LANGUAGE {LANGUAGES} TO PUBLIC"),
        "registrar_owns_datasets_alone": lambda: an_administrator(sql, "registrar"),
        "no_other_role": lambda: a_member(sql),
        "no_large_objects": lambda: sql("analytical", large_objects),
        "no_row_security_off": lambda: sql("analytical", *no_row_security),
        "planted_injection": lambda: sql("analytical", everything, in_schemas, no_row_security[0]),
        "quality_drift": lambda: patch("analytics.ingest.quality.expectations.stability_index", alike),
        "scrub_by_class": lambda: patch("analytics.access.copies.treatment._expression", none_at_all),
        "scrub_scan": lambda: patch("analytics.access.copies.scrubbing.find_terms", none_at_all),
        "scrub_statistics": lambda: patch("analytics.access.copies.scrubbing._forget_statistics", none_at_all),
        "scrub_refuses_the_source": lambda: patch("analytics.access.copies.scrubbing.refuse_the_source", none_at_all),
        "quarantine_shape": lambda: patch("analytics.ingest.quarantine.shape", as_it_is),
        "registry_names": lambda: patch("analytics.datasets.dataset_policy.policy_problems", nothing),
        "registry_document_shape": lambda: patch("analytics.datasets.document._validator", AnyShape),
        "registry_quoting": lambda: patch("analytics.datasets.tables.sql.Identifier", unquoted),
        "registry_audience": everybody_of_the_group,
        "registry_tokens": lambda: patch.object(plan.SelectedColumn, "is_token", False),
        "registry_way_back": lambda: sql("analytical", *way_back),
        "registry_statistics": lambda: sql("analytical", *way_back),
        "registry_acceptance_ends": lambda: patch("analytics.datasets.grants._NOT_ENDED", "true"),
        "registry_small_groups": lambda: patch("analytics.datasets.dataset_policy.disclosure_problems", nothing),
        "registry_weakest_protection": lambda: patch("analytics.datasets.plan.weakest_protection", no_protection),
    }
