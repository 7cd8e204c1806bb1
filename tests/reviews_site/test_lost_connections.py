"""Connections to a store that are lost, and stores that take none: each page comes, or says when to ask again."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from analytics.access.query.questions import HEADER, RowQuery, sign_query
from restaurants.actions import owners
from reviews_site.web.errors import outage_page
from reviews_site.web.read_retry import ReadRetry
from tests import servers
from tests.accounts.factors import signed_in_twice_over
from tests.analytics.console_realm import paths_of_console
from tests.analytics.staffing import at_the_console
from tests.attacks.routes import paths
from tests.conftest import playing
from tests.deploy.services import (
    STORES,
    end_connections,
    end_waiting,
    lock_table,
    no_connections,
    service,
    sessions_of,
    take_session,
)
from tests.restaurants import factories

COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
ROLES = ("data_scientist", "data_engineer", "security_engineer", "customer_support")
LOGINS = {"web": ("web", "dashboards"), "console": ("console",), "query": ("query_log",)}
pytestmark = COMMITTED


@pytest.fixture
def web() -> Iterator[httpx.Client]:
    """An owner's browser at the site, and a restaurant of theirs."""
    restaurant, owner = factories.restaurant("Zum Reiher"), factories.confirmed("dora")
    owners.grant(restaurant=restaurant, user=owner, by=None)
    with sessions_of("web"):
        signed_in_twice_over(signed_in := Client(), owner)
    with service("web") as client:
        take_session(client, signed_in)
        yield client


@pytest.fixture
def console() -> Iterator[httpx.Client]:
    """The browser of somebody at the console who may open every page."""
    with sessions_of("console"):
        signed_in = at_the_console("sofia", *ROLES)
    with service("console") as client:
        take_session(client, signed_in)
        yield client


def pages_of(process: str) -> list[str]:
    """Every address that a page may stand at."""
    if process == "web":
        return [path.replace("/end/", "/zum-reiher-linz/", 1) for path in paths()]
    return paths_of_console()


@pytest.mark.parametrize("process", ["web", "console"])
def test_after_every_connection_was_ended_each_page_comes(process: str, request: pytest.FixtureRequest) -> None:
    client, walked = request.getfixturevalue(process), pages_of(process)
    before = {path: client.get(path).status_code for path in walked}
    # Published counts come from the process `query`, which is not there.
    assert [path for path, status in before.items() if status >= 500 and path != "/counts/"] == []
    after, ended = {}, 0
    for path in walked:
        ended += end_connections(*LOGINS[process])
        after[path] = client.get(path).status_code
    assert after == before
    assert ended >= len(walked) / 2


def test_what_is_sent_after_every_connection_was_ended_arrives(web: httpx.Client) -> None:
    """It is not tried twice, so the connection was found to be lost before."""
    web.cookies.clear()
    for _ in range(16):
        web.get("/restaurants/")
    page = web.get("/accounts/login/").text
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    assert end_connections("web") > 0
    form = {"login": "dora@example.org", "password": "wrong", "csrfmiddlewaretoken": token}
    assert web.post("/accounts/login/", data=form).status_code == 200


def test_a_read_that_loses_its_connection_is_repeated(web: httpx.Client) -> None:
    with ThreadPoolExecutor(1) as elsewhere, lock_table("restaurants_restaurant"):
        asked = elsewhere.submit(web.get, "/restaurants/")
        end_waiting("web")
    assert asked.result().status_code == 200


def test_what_is_sent_is_not_repeated_when_its_connection_is_lost(web: httpx.Client) -> None:
    token = web.get("/profile/").text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {"display_name": "Candid Fig", "csrfmiddlewaretoken": token}
    with ThreadPoolExecutor(1) as elsewhere, lock_table("accounts_profile"):
        sent = elsewhere.submit(lambda: web.post("/profile/", data=form))
        end_waiting("web")
    answer = sent.result()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Refresh" not in answer.headers
    assert "check whether it was saved" in answer.text


def test_a_read_that_wrote_is_not_repeated() -> None:
    calls = []

    def write_and_lose(request: HttpRequest) -> HttpResponse:
        calls.append(request)
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            own = cursor.fetchone()[0]
            if "writes" in request.GET:
                cursor.execute("CREATE TABLE written (at timestamptz)")
        with servers.superuser_connection("default") as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 60000)", [own])
        try:
            connections["default"].cursor().execute("SELECT 1")
        except OperationalError as problem:
            return outage_page(request, problem) or HttpResponse()
        return HttpResponse()

    for query, repeated in (("?reads", 2), ("?writes", 1)):
        calls.clear()
        assert ReadRetry(write_and_lose)(RequestFactory().get(f"/{query}")).status_code == 503
        connections["default"].close()
        assert len(calls) == repeated, query


@pytest.mark.parametrize("process", ["web", "console"])
def test_while_stores_take_no_connection_each_page_says_when_to_ask_again(
    process: str, request: pytest.FixtureRequest
) -> None:
    client, walked = request.getfixturevalue(process), pages_of(process)
    before = {path: client.get(path).status_code for path in walked}
    with no_connections(*STORES):
        end_connections(*LOGINS[process])
        answers = {path: client.get(path) for path in walked}
        part = client.get("/restaurants/?q=reiher", headers={"HX-Request": "true"}) if process == "web" else None
    down = {path: answer for path, answer in answers.items() if answer.status_code == 503}
    assert {path: answer.status_code for path, answer in answers.items() if path not in down} == {
        path: before[path] for path in walked if path not in down
    }
    assert len(down) > len(walked) / 2
    of_api = {path for path in down if path.startswith("/api/") and path != "/api/"}
    assert {path for path, answer in down.items() if answer.headers.get("Refresh") != "5"} == of_api
    assert {down[path].headers["Content-Type"] for path in of_api} <= {"application/problem+json"}
    assert {path for path, answer in down.items() if answer.headers.get("Retry-After") != "5"} == set()
    if part is not None:
        assert (part.status_code, part.headers["HX-Redirect"]) == (503, "/restaurants/?q=reiher")
    assert {path: client.get(path).status_code for path in walked} == before


def test_queries_come_again_and_say_when_to_ask_again() -> None:
    with service("query") as client:
        assert asked(client).status_code == 200
        assert end_connections("query_log") > 0
        assert asked(client).status_code == 200
        with no_connections("analytical"):
            end_connections("query_log")
            answer = asked(client)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert "error" in answer.json()
        assert asked(client).status_code == 200


def asked(client: httpx.Client) -> httpx.Response:
    """The answer to a signed query."""
    question = RowQuery("data_scientist", str(uuid.UUID(int=1)), "derived.model_release", limit=3)
    with playing("console"):
        body, signature = sign_query(question, at=int(time.time()))
    return client.post("/rows", content=body, headers={HEADER: signature, "Content-Type": "application/json"})
