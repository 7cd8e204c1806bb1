"""How the protections that keep regions apart are switched off. Merged in `protections.py`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]

_UNCHECKED = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
                 WHERE contype = 'c' AND conname LIKE '%_home_region_check' LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.relation, found.conname);
    END LOOP;
END $$
"""


class AnyRegion(str):
    """A region that is equal to every other."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = str.__hash__


def region_protections(sql: Sql) -> dict[str, Off]:
    """Each protection of this file's subject, and its way off."""

    @contextmanager
    def unchecked() -> Iterator[None]:
        with ExitStack() as stores:
            for store in ("default", "vault", "analytical"):
                stores.enter_context(sql(store, _UNCHECKED))
            yield

    return {
        "home_region_constraints": unchecked,
        "foreign_dump_refused": lambda: patch("tests.cells.AFTERWARDS", [_UNCHECKED]),
        "home_region_kept": lambda: sql("default", "GRANT UPDATE (home_region) ON accounts_user TO web"),
        "home_region_settled": lambda: patch("reviews_site.regions.region_of", lambda _store: "us"),
        "object_home_region": lambda: patch("reviews_site.objects._refuse_others", lambda _name: None),
        "relay_home_region": lambda: patch("analytics.ingest.relay.region_of", lambda _store: AnyRegion("any")),
    }
