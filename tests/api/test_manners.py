"""What every route has in common: problems, ids, ETags, limits, and who may read from where."""

import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client, override_settings

from api import urls
from api.views.base import PersonalView, PublicRead
from restaurants.models import Restaurant
from reviews_site.web.access import routes
from tests.restaurants import factories

BOTH = pytest.mark.django_db(databases=["default", "analytical"])
pytestmark = BOTH
LIST = "/api/v1/restaurants"


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    """The problem, after a look at what all have in common."""
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    document: dict[str, Any] = json.loads(answer.content)
    assert document["status"] == status and document["title"] and document["detail"].endswith((".", "?"))
    assert document["instance"] == f"urn:uuid:{answer.headers['X-Request-ID']}"
    return document


def test_an_address_without_a_route_is_a_problem(client: Client) -> None:
    for path in ("/api/none", "/api/v1/", "/api/v1/restaurants/", "/api/v2/restaurants"):
        assert problem_of(client.get(path), 404)["type"].endswith("/api/#problem-not-found")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_method_that_a_route_does_not_take_is_a_problem(client: Client, method: str) -> None:
    answer = getattr(client, method)(LIST)
    problem_of(answer, 405)
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_another_form_than_json_is_a_problem(client: Client) -> None:
    problem_of(client.get(LIST, headers={"accept": "text/html"}), 406)
    assert client.get(LIST, headers={"accept": "text/html, */*;q=0.1"}).status_code == 200


def test_what_the_site_refuses_before_the_route_is_a_problem(client: Client) -> None:
    problem_of(client.get(f"{LIST}?q=%00"), 400)
    problem_of(client.get(LIST, headers={"host": "evil.example"}), 400)
    problem_of(client.generic("GET", LIST, b"a" * 300_000), 413)


def test_an_error_of_ours_is_a_problem_that_says_nothing_of_it(client: Client) -> None:
    client.raise_request_exception = False
    with patch("api.views.restaurants.restaurants_after", side_effect=RuntimeError("the secret reason")):
        document = problem_of(client.get(LIST), 500)
    assert "secret" not in str(document)


def test_a_store_that_is_busy_is_a_problem_that_says_when_to_ask_again(
    client: Client, superuser: Callable[[str], Any]
) -> None:
    other = superuser("default")
    with other.transaction(), connection.cursor() as cursor:
        other.execute("LOCK TABLE restaurants_restaurant IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SET LOCAL lock_timeout = '1ms'")
        answer = client.get(LIST)
    problem_of(answer, 503)
    assert answer.headers["Retry-After"] == "60" and "Refresh" not in answer.headers


def test_what_is_known_already_is_not_sent_again(client: Client, place: Restaurant) -> None:
    path = f"{LIST}/{place.slug}"
    first = client.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    again = client.get(path, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert client.head(path).headers["ETag"] == etag
    factories.review(place, factories.confirmed("mia"))
    assert client.get(path, headers={"if-none-match": etag}).status_code == 200


def test_pages_of_other_sites_may_read_what_is_public_and_send_nothing(client: Client) -> None:
    answer = client.get(LIST, headers={"origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    before = client.options(LIST, headers=asked)
    assert (before.status_code, before.headers["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "Authorization" not in before.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.get("/restaurants/").headers


def test_an_answer_sets_no_cookie_and_is_the_same_for_who_is_signed_in(client: Client, place: Restaurant) -> None:
    apart = client.get(f"{LIST}/{place.slug}")
    client.force_login(factories.confirmed("mia"))
    signed_in = client.get(f"{LIST}/{place.slug}")
    assert signed_in.content == apart.content and not signed_in.cookies
    assert signed_in.headers["ETag"] == apart.headers["ETag"]
    assert signed_in.headers["Vary"] == "Accept"


@override_settings(API_LIMITS={"address": 2})
def test_too_much_is_refused_until_the_minute_is_over(client: Client) -> None:
    answers = [client.get(LIST) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";t=")[0] for answer in answers] == [
        f'"address";r={left}' for left in (1, 0, 0)
    ]
    assert answers[0].headers["RateLimit-Policy"] == '"address";q=2;w=60'
    problem_of(answers[2], 429)
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    elsewhere = client.get(LIST, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


@override_settings(API_LIMITS={"address": 1})
def test_an_ipv6_network_is_one_caller(client: Client) -> None:
    answers = [client.get(LIST, REMOTE_ADDR=f"2001:db8:0:1::{last}").status_code for last in (1, 2)]
    assert answers == [200, 429]
    assert client.get(LIST, REMOTE_ADDR="2001:db8:0:2::1").status_code == 200


NOBODY_LISTENS = {
    "default": {"BACKEND": "reviews_site.counters.Counters", "LOCATION": "redis://127.0.0.1:1", "KEY_PREFIX": "web"}
}


@override_settings(CACHES=NOBODY_LISTENS)
def test_without_counters_public_reads_go_on(client: Client) -> None:
    answer = client.get(LIST)
    assert answer.status_code == 200 and "RateLimit" not in answer.headers


def test_every_route_says_who_may() -> None:
    """A view without a permission of its own is for nobody."""
    views = [view for pattern in urls.urlpatterns if (view := getattr(pattern.callback, "cls", None))]
    assert len(views) == len([path for path in routes() if path.startswith("api/v1/")]) > 8
    personal = [view for view in views if not issubclass(view, PublicRead)]
    assert all(issubclass(view, PersonalView) for view in personal)
    for view in personal:
        taken = {method.upper() for method in view.http_method_names if hasattr(view, method)}
        # What takes no token has none.
        assert set(view.scopes) == (taken | {"HEAD"} if view.takes_tokens else set())
