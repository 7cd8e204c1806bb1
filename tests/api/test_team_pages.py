"""What people who work with a restaurant read and write of it by programs: figures, profile and team."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.dashboards import selectors
from analytics.ingest import age_bands, relay
from restaurants.actions import owners
from restaurants.hours.written import line_of, read_line
from restaurants.models import PageProfile, ProfileVersion, Restaurant
from reviews_site.policy import TeamRole
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import at_the_desk, with_app
from tests.analytics.events import review_by_birth_years
from tests.api.answers import check, get_json
from tests.api.programs import program, token_of
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
READ = ("team", "profile", "hours", "dashboard", "menu/draft", "team-reviews")
JSON = "application/json"
PROFILE = {
    "description": "Fish from the lake, and a garden.",
    "phone": "+43 7242 1234",
    "website": "https://heron.example",
    "wheelchair": "limited",
}


def path_of(place: Restaurant, name: str) -> str:
    return f"/api/v1/restaurants/{place.slug}/{name}"


@pytest.fixture
def desk(owner: User) -> Client:
    """A program of the owner, who has a second factor."""
    with_app(owner)
    return program(token_of(owner))


def queries(alias: str, sender: Client, path: str) -> int:
    """How many queries an answer takes beside those that name the login."""
    with CaptureQueriesContext(connections[alias]) as captured:
        assert sender.get(path).status_code == 200
    return sum("ROLE" not in each["sql"] for each in captured.captured_queries)


def test_one_sees_the_restaurants_that_one_works_with(desk: Client, place: Restaurant, owner: User) -> None:
    second, third = factories.restaurant("Anker"), factories.restaurant("Zur Post")
    owners.grant(restaurant=second, user=owner, by=None, role=TeamRole.ANALYST)
    rows = get_json(desk, "/api/v1/me/restaurants")["items"]
    assert [(row["slug"], row["role"], row["permissions"]) for row in rows] == [
        (second.slug, "analyst", ["view_dashboard"]),
        (
            place.slug,
            "owner",
            ["change_page", "enter_guest_numbers", "manage_team", "reply_to_reviews", "view_dashboard"],
        ),
    ]
    bound = program(token_of(owner, restaurant_id=second.pk))
    assert [row["slug"] for row in get_json(bound, "/api/v1/me/restaurants")["items"]] == [second.slug]
    assert third.slug not in str(rows)
    assert get_json(program(token_of(factories.confirmed("mia"))), "/api/v1/me/restaurants") == {"items": []}


def test_the_team_is_read_as_far_as_ones_role_shows_it(desk: Client, place: Restaurant, owner: User) -> None:
    analyst = factories.confirmed("ines")
    owners.grant(restaurant=place, user=analyst, by=None, role=TeamRole.ANALYST)
    with_app(analyst)
    found = get_json(desk, path_of(place, "team"))
    assert [(row["email"], row["role"]) for row in found["members"]] == [
        (owner.email, "owner"),
        (analyst.email, "analyst"),
    ]
    assert found["is_owner"] and found["events"] and found["events"][0]["actor"] is None
    seen = get_json(program(token_of(analyst)), path_of(place, "team"))
    assert len(seen["members"]) == 2
    assert (seen["is_owner"], seen["events"], seen["invitations"]) == (False, [], [])
    for method in ("post", "put", "delete"):
        assert getattr(desk, method)(path_of(place, "team")).status_code == 405


def test_a_profile_is_read_and_changed(desk: Client, place: Restaurant) -> None:
    path = path_of(place, "profile")
    first = get_json(desk, path)
    assert (first["version"], first["description"]) == (0, "")
    etag = desk.get(path).headers["ETag"]
    answer = desk.put(path, PROFILE, content_type=JSON, headers={"if-match": etag})
    check(path, answer, "put")
    assert answer.json() == {"version": 1, **PROFILE, "links": {}}
    assert PageProfile.objects.get().description == PROFILE["description"]
    assert ProfileVersion.objects.get().version == 0
    assert desk.put(path, PROFILE, content_type=JSON, headers={"if-match": etag}).status_code == 412
    assert desk.put(path, PROFILE, content_type=JSON).status_code == 428
    public = get_json(Client(), f"/api/v1/restaurants/{place.slug}")
    assert (public["description"], public["phone"]) == (PROFILE["description"], PROFILE["phone"])


def test_links_are_changed_where_they_are_sent(desk: Client, place: Restaurant) -> None:
    path, links = path_of(place, "profile"), {"instagram": "https://www.instagram.com/heron"}

    def put(body: Any) -> Any:
        headers = {"if-match": desk.get(path).headers["ETag"]}
        return desk.put(path, {**PROFILE, **body}, content_type=JSON, headers=headers)

    assert put({"links": links}).json()["links"] == links
    assert put({"description": "Fish."}).json()["links"] == links
    for wrong, field in (({"instagram": "https://evil.example"}, "links.instagram"), ({"blog": "x"}, "links.blog")):
        assert [each["field"] for each in put({"links": wrong}).json()["errors"]] == [field]
    assert put({"links": {}}).json()["links"] == {}


def test_hours_are_read_and_changed(desk: Client, place: Restaurant) -> None:
    Restaurant.objects.filter(pk=place.pk).update(country="AT")
    path, week = path_of(place, "hours"), ["11:30–14:00, 17:00–23:00"] * 6 + [""]
    first = get_json(desk, path)
    assert (first["version"], len(first["week"]), first["is_partial"]) == (0, 7, False)
    etag = desk.get(path).headers["ETag"]
    later, over = timezone.now().date() + timedelta(days=30), date(2020, 1, 1)
    days = [{"day": later.isoformat(), "hours": ""}, {"day": over.isoformat(), "hours": "10-12"}]
    sent = {"week": week, "holidays": "12-15", "days": days}
    answer = desk.put(path, sent, content_type=JSON, headers={"if-match": etag})
    check(path, answer, "put")
    found = answer.json()
    assert (found["version"], found["week"][0], found["week"][6]) == (1, line_of(read_line(week[0])), "")
    assert found["holidays"] == line_of(read_line("12-15"))
    place.refresh_from_db()
    assert place.opening_hours.startswith("Mo-Sa 11:30-14:00,17:00-23:00") and str(later.year) in place.opening_hours
    assert desk.put(path, sent, content_type=JSON, headers={"if-match": etag}).status_code == 412
    match = {"if-match": desk.get(path).headers["ETag"]}
    for wrong, field in (
        ({"week": ["always", *week[1:]]}, "week.0"),
        ({"week": week[1:]}, "week"),
        ({"week": [""] * 7}, "week"),
        ({"days": [days[0], days[0]]}, "days"),
        ({"days": [{"day": later.isoformat(), "hours": "soon"}]}, "days.0.hours"),
        ({"open": True}, "open"),
    ):
        refused = desk.put(path, {**sent, **wrong}, content_type=JSON, headers=match)
        assert [each["field"] for each in refused.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"website": "javascript:alert(1)"}, "website"),
        ({"phone": "call us"}, "phone"),
        ({"description": "a" * 1001}, "description"),
        ({"wheelchair": "maybe"}, "wheelchair"),
        ({"description": 7}, "description"),
        ({"version": 9}, "version"),
        ({"name": "Another name"}, "name"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(
    desk: Client, place: Restaurant, change: dict[str, Any], field: str
) -> None:
    path = path_of(place, "profile")
    etag = desk.get(path).headers["ETag"]
    answer = desk.put(path, PROFILE | change, content_type=JSON, headers={"if-match": etag})
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert not PageProfile.objects.exists()


@pytest.fixture
def scored(place: Restaurant, as_process: AsProcess) -> None:
    """Reviews of the restaurant by people of three ages, of which one group is too small to show."""
    review_by_birth_years({1984: 20, 1995: 34, None: 6}, restaurant=place.pk)
    with as_process("relay"):
        relay.drain()
        age_bands.publish_due()


def test_the_dashboard_has_the_figures_of_its_page(desk: Client, place: Restaurant, owner: User, scored: None) -> None:
    found = get_json(desk, path_of(place, "dashboard"))
    figures = selectors.dashboard(place.pk, date.fromisoformat(found["day"]), reader=owner.pk)
    assert found["reviews"]["count"] == figures.sums.reviews == 60
    assert [month["reviews"] for month in found["months"]] == [month.sums.reviews for month in figures.months]
    bands = {row["birth_band"]: row["reviewers"] for row in found["reviewers_by_birth"]}
    assert bands == {band.birth_band: band.reviewers for band in figures.age_bands}
    assert all(count is None or count >= 10 for count in bands.values()) and None in bands.values()


def test_without_the_analytical_store_the_dashboard_says_so(
    desk: Client, place: Restaurant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **_named: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(selectors, "dashboard", down)
    answer = desk.get(path_of(place, "dashboard"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert answer.headers["Retry-After"]


def test_each_route_takes_so_many_queries(desk: Client, place: Restaurant) -> None:
    """Two find the token and its person, one each the restaurant and the second factor."""
    counts = {name: queries("default", desk, path_of(place, name)) for name in ("team", "dashboard", "profile")}
    assert counts == {"team": 8, "dashboard": 4, "profile": 5}
    assert queries("analytical", desk, path_of(place, "dashboard")) == 15
    assert queries("default", desk, "/api/v1/me/restaurants") == 4


def test_a_browser_reads_them_after_a_second_factor(client: Client, place: Restaurant, owner: User) -> None:
    client.force_login(owner)
    for path in ("/api/v1/me/restaurants", *(path_of(place, name) for name in READ)):
        assert "second" not in get_json(client, path, 403)["title"]
    at_the_desk(client, owner)
    for path in ("/api/v1/me/restaurants", *(path_of(place, name) for name in READ)):
        get_json(client, path)


def test_a_scope_opens_its_routes_alone(owner: User, place: Restaurant) -> None:
    with_app(owner)
    senders = {scope: program(token_of(owner, scope)) for scope in Scope}
    opened = {
        scope: {
            name
            for name in (*READ, "suggestions", "planning-notes", "webhooks")
            if sender.get(path_of(place, name)).status_code == 200
        }
        for scope, sender in senders.items()
    }
    assert {scope: names for scope, names in opened.items() if names} == {
        Scope.DASHBOARD_READ: {"dashboard"},
        Scope.TEAM_READ: {"team"},
        Scope.PAGE_WRITE: {"profile", "hours", "menu/draft", "suggestions"},
        Scope.GUEST_NUMBERS_READ: {"planning-notes"},
        Scope.REPLIES_WRITE: {"team-reviews"},
        Scope.WEBHOOKS_WRITE: {"webhooks"},
    }
