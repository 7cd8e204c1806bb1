"""The access log: what reads leave in it, who may write to it and who may read it, with real logins."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from psycopg.errors import InsufficientPrivilege

from accounts.models import User
from analytics.access import log
from analytics.access.enums import AccessKind
from analytics.access.log_queries import reads_of
from analytics.access.models import AccessEvent
from analytics.datasets.registry import relations_named
from restaurants.models import Restaurant
from reviews_site.command_processes import process_for_command
from tests.accounts.factors import at_the_desk
from tests.analytics.dataset_documents import COMMITTED, YOUNG, accepted, register
from tests.conftest import Login, ProcessClient, playing

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
MARTS = {
    "marts.restaurant_sentiment",
    "marts.restaurant_aspects",
    "marts.restaurant_age_bands",
    "marts.restaurant_cohorts",
    "marts.restaurant_visits",
    "marts.restaurant_forecast",
    "marts.restaurant_backtest",
    "marts.restaurant_forecast_status",
}
LINE = (
    "INSERT INTO governance.access_event"
    " (id, reader_id, role, relation, version, columns, rows, purpose, kind, restaurant_id)"
    " VALUES (uuidv7(), uuidv7(), 'restaurant', 'core.reviews', '', '{}', 1, 'test', 'read', uuidv7())"
)


def noted(relation: str, **changed: Any) -> None:
    said: dict[str, Any] = {
        "reader_id": "ann",
        "role": "data_scientist",
        "columns": ["rating"],
        "rows": 3,
        "purpose": "study",
    }
    log.record_read(relation=relation, **said | changed)


def printed(*arguments: str) -> str:
    out = StringIO()
    with playing(process_for_command(["datasets", "access"])):
        call_command("datasets", "access", *arguments, stdout=out)
    return out.getvalue()


@BOTH
def test_a_dashboard_leaves_a_line_for_each_mart(client: ProcessClient, owner: User, restaurant: Restaurant) -> None:
    at_the_desk(client, owner)
    assert client.get("/business/golden-carp/").status_code == 200
    events = AccessEvent.objects.all()
    assert {each.relation for each in events} == MARTS
    told = {(each.reader_id, each.role, each.login, each.purpose, each.kind) for each in events}
    assert told == {(str(owner.pk), "restaurant", "dashboards", f"dashboard of {restaurant.pk}", "read")}
    of_visits = events.get(relation="marts.restaurant_visits")
    assert (of_visits.columns, of_visits.rows) == (
        ["restaurant_id", "day", "visitors", "counted_at", "takings", "currency"],
        0,
    )


@BOTH
def test_a_stranger_leaves_none(client: ProcessClient, stranger: User, restaurant: Restaurant) -> None:
    client.force_login(stranger)
    assert client.get("/business/golden-carp/").status_code == 404
    assert not AccessEvent.objects.exists()


@BOTH
def test_reads_come_newest_first_and_by_relation() -> None:
    noted("marts.restaurant_visits", reader_id="ann")
    noted("marts.restaurant_visits", reader_id="bob", kind=AccessKind.EXPORT, subjects=2)
    noted("marts.restaurant_forecast_status")
    found = reads_of(relations_named("marts.restaurant_visits"))
    assert [(each.reader_id, each.kind, each.subjects) for each in found] == [
        ("bob", "export", 2),
        ("ann", "read", None),
    ]


@COMMITTED
def test_reads_of_a_dataset_are_those_of_its_table_and_its_view() -> None:
    made = register(YOUNG, accepted())
    noted(made.relation, version="1", rows=24)
    noted("marts_business.young_guests", version="1", rows=5)
    noted("core.reviews")
    assert sorted(each.rows for each in reads_of(relations_named("young_guests"))) == [5, 24]


@BOTH
def test_the_command_prints_reads_for_people_and_for_programs() -> None:
    assert "Nobody has read core.reviews." in printed("core.reviews")
    noted("core.reviews", subjects=2)
    assert "ann (data_scientist, by migrator)  read  core.reviews  3 rows, 2 people  (rating)  study" in printed(
        "core.reviews"
    )
    (said,) = json.loads(printed("core.reviews", "--json"))
    assert (said["reader_id"], said["columns"], said["rows"], said["subjects"]) == ("ann", ["rating"], 3, 2)


@COMMITTED
def test_the_login_of_dashboards_writes_lines_and_reads_none(login: Login) -> None:
    connection = login("analytical", "dashboards")
    connection.execute("SET default_transaction_read_only = off")
    connection.execute(LINE)
    with pytest.raises(InsufficientPrivilege):
        connection.execute("SELECT reader_id FROM governance.access_event")
    seen = login("analytical", "security_engineer").execute("SELECT reader_id FROM governance.access_event").fetchall()
    assert len(seen) == 1


@COMMITTED
@pytest.mark.parametrize("name", ["data_scientist", "marketing_analyst", "data_engineer", "loader"])
def test_no_other_login_reads_or_writes_it(name: str, login: Login) -> None:
    connection = login("analytical", name)
    connection.execute("SET default_transaction_read_only = off")
    for statement in (LINE, "SELECT reader_id FROM governance.access_event"):
        with pytest.raises(InsufficientPrivilege):
            connection.execute(statement)


@COMMITTED
def test_a_real_session_of_dashboards_notes_what_it_reads(login: Login) -> None:
    """Its sessions are read only; the transaction of a page says otherwise, before its first query."""
    connection = login("analytical", "dashboards")
    with connection.transaction():
        connection.execute("SET TRANSACTION READ WRITE; SET LOCAL platemark.restaurant_id = 'x'")
        connection.execute(LINE)
    assert AccessEvent.objects.get().login == "dashboards"
