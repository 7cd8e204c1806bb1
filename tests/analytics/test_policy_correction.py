"""`correct`: each remedy by itself, and what the database refuses is left to the superuser, with its reason."""

from typing import Any

import pytest

from analytics.access.company import Environment
from analytics.access.drift import correction, find
from analytics.access.drift.correction import correct
from analytics.access.drift.finding import DriftFinding
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants

pytestmark = pytest.mark.django_db(databases=["vault"])
VAULT = store_grants(Environment.DEV)["vault"]
REFUSED = "DROP TABLE pg_catalog.pg_class"


def test_a_refused_remedy_is_named_and_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The refused one comes first, in each round."""

    def with_refused(connection: Any, store: Any) -> list[DriftFinding]:
        return [DriftFinding("The catalog differs.", REFUSED), *find(connection, store)]

    monkeypatch.setattr(correction, "find", with_refused)
    connection = psycopg_connection("vault")
    connection.execute("CREATE TABLE public.by_hand (id int); GRANT SELECT ON public.by_hand TO identity")
    corrected, left = correct(VAULT, {})
    assert corrected == 1
    assert [(each.remedy, each.by_superuser) for each in left if each.by_superuser] == [("", REFUSED)]
    assert left[0].says.startswith(
        "The catalog differs. The migrator can't correct it: must be owner of table pg_class"
    )
    assert not connection.execute("SELECT has_table_privilege('identity', 'public.by_hand', 'SELECT')").fetchall()[0][0]


def test_without_a_difference_nothing_is_run() -> None:
    assert correct(VAULT, {}) == (0, [])
