"""The console's pages, as staff of each role: what they show, in how many queries, and what they refuse."""

import json
import uuid

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.access import log
from analytics.access.driver import psycopg_connection
from analytics.console import counts
from analytics.console.graph import graph
from analytics.datasets import lineage
from analytics.datasets.lineage import Edge, Node
from analytics.ingest.models import QuarantinedEvent
from reviews_site.audit.models import Event
from tests.analytics.dataset_documents import YOUNG, accepted, register
from tests.analytics.staffing import ConsoleClient, at_the_console

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def html(client: ConsoleClient, path: str, **given: str) -> str:
    answer = client.get(path, given)
    assert answer.status_code == 200, path
    text: str = answer.content.decode()
    return text


def test_the_role_table_says_what_a_role_reaches_in_each_environment() -> None:
    client = at_the_console("sofia", "executive")
    assert "Software engineer" in html(client, "/roles/")
    here = html(client, "/roles/software_engineer/")
    there = html(client, "/roles/software_engineer/", env="prod")
    assert "facts-without-people" in here
    assert "No tables" in there
    assert client.get("/roles/", {"env": "moon"}).status_code == 404
    assert client.get("/roles/nobody/").status_code == 404


def test_a_role_page_names_what_stays_closed_and_what_stands_in_its_place() -> None:
    page = html(at_the_console("sofia", "executive"), "/roles/data_scientist/")
    assert "text (shown as text_length)" in page


def test_a_dataset_shows_its_columns_its_origins_and_its_document() -> None:
    register(YOUNG, accepted())
    client = at_the_console("mara", "marketing_analyst")
    assert "young_guests" in html(client, "/datasets/")
    page = html(client, "/datasets/young_guests/")
    assert "transactional:UserDemographics" in page
    assert "<svg" in page and "user_demographics" in page
    assert "View rows" in page
    told = client.get("/api/v1/datasets/young_guests").json()
    assert [column["name"] for column in told[0]["columns"]] == [
        column["name"] for column in json.loads(YOUNG)[0]["columns"]
    ]
    assert client.get("/api/v1/datasets").json()["items"][0]["audience"] == ["marketing_analyst"]
    assert client.get("/datasets/nothing/").status_code == 404
    assert client.get("/datasets/young_guests/", {"version": "9"}).status_code == 404


def test_a_page_takes_the_same_queries_however_many_datasets_there_are() -> None:
    register(YOUNG, accepted())
    client = at_the_console("mara", "marketing_analyst")
    counts = []
    for name in ("older_guests", "other_guests"):
        with CaptureQueriesContext(connections["analytical"]) as asked:
            html(client, "/datasets/")
        counts.append(len(asked.captured_queries))
        register(YOUNG, accepted(name))
    assert counts[0] == counts[1]


def test_lineage_is_drawn_and_impact_names_the_readers() -> None:
    register(YOUNG, accepted())
    lineage.record_existing(psycopg_connection("analytical"))
    client = at_the_console("sofia", "data_scientist")
    assert "restaurant_sentiment" in html(client, "/lineage/")
    page = html(client, "/lineage/", of="core.user_demographics.birth_year")
    assert "Marketing or sales analyst" in page
    back = html(client, "/lineage/", of="derived.review_sentiment", direction="origins")
    assert "core.reviews.text" in back
    assert client.get("/lineage/", {"of": "no.such.thing"}).status_code == 404
    assert client.get("/lineage/", {"of": "core.reviews", "direction": "sideways"}).status_code == 404


def test_a_graph_stands_sources_on_the_left_and_ends_even_in_a_circle() -> None:
    def edge(origin: str, to: str) -> Edge:
        return Edge(Node(to, "b"), Node(origin, "a"), "a", "view:x")

    drawn = graph([edge("core.one", "derived.two"), edge("derived.two", "marts.three")])
    assert [box.relation for box in sorted(drawn.boxes, key=lambda box: box.x)] == [
        "core.one",
        "derived.two",
        "marts.three",
    ]
    assert len(graph([edge("core.one", "core.two"), edge("core.two", "core.one")]).boxes) == 2


def test_counts_are_tables_with_the_longer_side_down_and_say_where_there_are_too_few() -> None:
    columns = ["cube", "first", "second", "reviewers", "average_rating", "of_reviewers", "published_at"]
    cells = [("1980-1989", "AT-4", 120, "4.1"), ("1980-1989", "AT-9", None, None), ("1980-1989", "unknown", 10, None)]
    rows = [["age_and_region", *cell, 200, "2026-11-24 12:00:00+00:00"] for cell in cells]
    (table,) = counts.tables(columns, rows)
    assert table.columns == ["1980-1989"]
    assert [name for name, _ in table.lines] == ["Upper Austria", "Vienna", "unknown"]
    assert [line[0].reviewers for _, line in table.lines] == [120, None, 10]
    assert (table.made_of, table.published_at) == (200, "2026-11-24 12:00")


def test_counts_are_for_roles_that_read_rows_and_the_service_may_be_down() -> None:
    assert at_the_console("mara", "marketing_analyst").get("/counts/").status_code == 503
    assert "reads no published counts" in html(at_the_console("dan", "data_engineer"), "/counts/")
    assert at_the_console("sofia", "security_engineer").get("/counts/").status_code == 403


def test_the_advisor_advises_and_says_what_is_wrong_with_a_score() -> None:
    client = at_the_console("sofia", "executive")
    scores = {"sensitivity": "4", "usage": "2", "size": "5", "access": "2", "downstream": "4", "joining": "5"}
    assert "Tokenize" in html(client, "/advisor/", **scores).split("Three examples")[0]
    assert "Enter a whole number from 1 to 5." in html(client, "/advisor/", **scores | {"size": "6"})


def test_the_quarantine_describes_and_never_shows() -> None:
    event = uuid.uuid4()
    QuarantinedEvent.objects.create(
        event_id=event,
        topic="restaurants.review_posted",
        version=1,
        payload={"text": "my secret"},
        shape={"text": "text of 9"},
        reason="rating is missing",
        quarantined_at=timezone.now(),
    )
    client = at_the_console("dan", "data_engineer")
    assert "rating is missing" in html(client, "/quarantine/")
    page = html(client, f"/quarantine/{event}/")
    assert "text of 9" in page and "my secret" not in page
    assert "No events" in html(client, "/quarantine/", resolved="")
    assert client.get("/quarantine/", {"after": "x"}).status_code == 404
    assert client.get(f"/quarantine/{uuid.uuid4()}/").status_code == 404
    assert "No checks yet" in html(client, "/quality/")


def test_a_data_engineer_has_an_event_sent_again_and_the_log_says_so() -> None:
    event = uuid.uuid4()
    said = {"topic": "restaurants.review_posted", "version": 1, "reason": "r", "quarantined_at": timezone.now()}
    QuarantinedEvent.objects.create(event_id=event, **said)
    path = f"/quarantine/{event}/"
    assert "Try again" in html(at_the_console("dan", "data_engineer"), path)
    assert "Try again" not in html(at_the_console("sofia", "data_scientist"), path)
    answer = at_the_console("dora", "data_engineer").post(f"{path}replay/")
    assert answer["Location"] == path
    assert Event.objects.get(action="event.replay_asked").object_id == event
    assert at_the_console("ada", "security_engineer").post(f"{path}replay/").status_code == 403
    QuarantinedEvent.objects.update(resolved_at=timezone.now())
    assert at_the_console("dirk", "data_engineer").post(f"{path}replay/").status_code == 404


def test_the_list_of_tables_says_how_much_each_role_reads() -> None:
    page = html(at_the_console("sofia", "security_engineer"), "/tables/")
    assert "core.reviews" in page and "8 of 20" in page


def test_without_the_query_service_a_table_says_so_and_still_says_why() -> None:
    page = html(at_the_console("sofia", "security_engineer"), "/tables/core.reviews/")
    assert "The query service does not answer now." in page
    assert "text_length stands in its place." in page


def test_one_who_may_not_compare_sees_as_themselves_only() -> None:
    client = at_the_console("sofia", "data_scientist")
    page = html(client, "/tables/core.reviews/", one="software_engineer")
    assert "Your role sees rows as itself only." in page
    assert client.get("/tables/core.reviews/", {"one": "root"}).status_code == 404
    assert client.get("/tables/pg_catalog.pg_authid/").status_code == 404


def test_the_access_log_names_staff_and_shows_others_as_ids() -> None:
    client = at_the_console("sofia", "security_engineer")
    reader = User.objects.get(email="sofia@example.org")
    for reader_id in (str(reader.pk), str(uuid.UUID(int=5)), "data_engineer"):
        log.record_read(
            reader_id=reader_id, role="r", relation="core.reviews", columns=["rating"], rows=7, purpose="a look"
        )
    page = html(client, "/access/")
    assert "sofia@example.org" in page and "00000000-0000" in page and "a look" in page
    assert "Entries are deleted after 366 days" in page and "Nothing is sealed yet" in page
    assert "00000000-0000" not in html(client, "/access/", who=str(reader.pk))
    assert "No reads yet" in html(client, "/access/", of="young_guests")
    assert client.get("/access/", {"before": "x"}).status_code == 404
