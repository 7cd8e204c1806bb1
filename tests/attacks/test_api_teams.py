"""Attacks on what programs do for a restaurant's team: other restaurants, narrower tokens, fields, lost changes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.step_up import has_second_factor
from restaurants.actions import owners, replies, reply_templates
from restaurants.models import (
    Menu,
    MenuDraft,
    PageProfile,
    PlanningNote,
    Reply,
    ReplyTemplate,
    Restaurant,
    Suggestion,
    Webhook,
    WebhookDelivery,
)
from reviews_site.policy import TeamRole
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_team_menus import MENU
from tests.api.test_team_pages import JSON, PROFILE
from tests.restaurants import factories
from tests.restaurants.menus import published
from tests.restaurants.test_replies import REPLY
from tests.restaurants.test_reply_templates import GLAD

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PAGES = ("team", "dashboard", "profile", "hours", "menu/draft", "team-reviews", "suggestions")
READS = (*PAGES, "reply-templates", "planning-notes", "webhooks")
WEEK = {"week": ["10:00-20:00"] * 7}
WITH_BODY, WRITES = 10, 18
ADDRESS: dict[str, object] = {"url": "https://hooks.example.org/", "events": ["review.published"]}
PLAN = {"first_day": (timezone.now().date() + timedelta(days=3)).isoformat(), "kind": "event"}


@pytest.fixture
def place(db: None) -> Restaurant:
    """A restaurant with an owner, a menu, and a review that the owner replied to."""
    found = factories.restaurant()
    owner = factories.confirmed("otto")
    owners.grant(restaurant=found, user=owner, by=None)
    published(found, owner)
    replies.write(review=factories.review(found, factories.confirmed("anna")), text=REPLY, by=owner)
    reply_templates.save(restaurant=found, template=None, **GLAD, by=owner)
    # Not by the action: whoever is on the team suggests nothing, and with the protection off everybody is.
    guest = factories.confirmed("susi")
    Suggestion.objects.create(restaurant=found, user=guest, kind="phone", proposed={"phone": "+43 1"}, state="waiting")
    PlanningNote.objects.create(restaurant=found, **PLAN, last_day=PLAN["first_day"])
    Webhook.objects.create(restaurant=found, **ADDRESS)
    return found


def owner_of() -> User:
    """The owner, who has a second factor."""
    owner = User.objects.get(email="otto@example.org")
    if not has_second_factor(owner):
        with_app(owner)
    return owner


def somebody(who: str, place: Restaurant) -> User:
    """A stranger, the restaurant's analyst, or the owner of another one, each with a second factor."""
    person = factories.confirmed("sven")
    with_app(person)
    if who == "analyst":
        owners.grant(restaurant=place, user=person, by=None, role=TeamRole.ANALYST)
    elif who == "owner elsewhere":
        owners.grant(restaurant=factories.restaurant("Anderswo"), user=person, by=None)
    return person


def path_of(place: Restaurant, name: str) -> str:
    return f"/api/v1/restaurants/{place.slug}/{name}"


def state() -> list[Any]:
    """Everything that a team writes."""
    tables = (PageProfile, Menu, MenuDraft, Reply, ReplyTemplate, Suggestion, PlanningNote, Webhook, WebhookDelivery)
    return [list(table._default_manager.values()) for table in tables]


def writes(sender: Client, place: Restaurant, **planted: Any) -> Iterator[int]:
    """The status of each write by a program that knows the ETags."""
    reader, reply = program(token_of(owner_of())), f"reviews/{Reply.objects.get().pk}/reply"

    def match(name: str) -> dict[str, str]:
        return {"if-match": reader.get(path_of(place, name)).headers["ETag"]}

    note, suggestion = f"planning-notes/{PlanningNote.objects.get().pk}", f"suggestions/{Suggestion.objects.get().pk}"
    webhook = f"webhooks/{Webhook.objects.earliest('id').pk}"
    template = f"reply-templates/{ReplyTemplate.objects.get().pk}"
    texts = (
        (template, {**GLAD, "text": REPLY}),
        ("profile", PROFILE),
        ("menu/draft", MENU),
        (reply, {"text": f"{REPLY} !"}),
    )
    for name, body in (*texts, (note, PLAN), ("hours", WEEK)):
        sent = {**body, **planted}
        yield sender.put(path_of(place, name), sent, content_type=JSON, headers=match(name)).status_code
    decision = (f"{suggestion}/decision", {"decision": "accept"})
    for name, body in (("reply-templates", GLAD), ("planning-notes", PLAN), decision, ("webhooks", ADDRESS)):
        yield sender.post(path_of(place, name), {**body, **planted}, content_type=JSON).status_code
    for name in (f"{webhook}/secret", f"{webhook}/test"):
        yield sender.post(path_of(place, name)).status_code
    for name in (template, note, webhook):
        yield sender.delete(path_of(place, name), headers=match(name)).status_code
    yield sender.post(path_of(place, "menu/publish"), headers=match("menu/draft")).status_code
    yield sender.post(path_of(place, f"{reply}/check")).status_code
    yield sender.delete(path_of(place, reply), headers=match(reply)).status_code


@pytest.mark.protection("api_team_of_own_restaurant")
@pytest.mark.parametrize("who", ["stranger", "owner elsewhere", "analyst"])
def test_a_program_writes_for_another_restaurant(place: Restaurant, who: str) -> None:
    sender, before = program(token_of(somebody(who, place))), state()
    assert list(writes(sender, place)) == [404] * WRITES
    assert state() == before
    reads = READS[2:] if who == "analyst" else READS
    assert [sender.get(path_of(place, name)).status_code for name in reads] == [404] * len(reads)


@pytest.mark.protection("api_team_token_restaurant")
def test_a_token_for_one_restaurant_reaches_another_of_its_person(place: Restaurant) -> None:
    owner, other = owner_of(), factories.restaurant("Anderswo")
    owners.grant(restaurant=other, user=owner, by=None)
    bound, before = program(token_of(owner, restaurant_id=other.pk)), state()
    assert list(writes(bound, place)) == [403] * WRITES
    assert [bound.get(path_of(place, name)).status_code for name in READS] == [403] * len(READS)
    assert place.slug not in bound.get("/api/v1/me/restaurants").content.decode()
    assert state() == before


@pytest.mark.protection("api_token_scope")
@pytest.mark.parametrize("scope", [Scope.DASHBOARD_READ, Scope.TEAM_READ, Scope.REVIEWS_WRITE])
def test_a_token_that_reads_writes_nothing(place: Restaurant, scope: Scope) -> None:
    before = state()
    assert list(writes(program(token_of(owner_of(), scope)), place)) == [403] * WRITES
    assert state() == before


@pytest.mark.protection("api_team_second_factor")
def test_an_account_without_a_second_factor_opens_a_team(client: Client, place: Restaurant) -> None:
    owner = User.objects.get(email="otto@example.org")
    client.force_login(owner)
    for sender in (client, program(token_of(owner))):
        assert [sender.get(path_of(place, name)).status_code for name in READS] == [403] * len(READS)
        assert sender.get("/api/v1/me/restaurants").status_code == 403


@pytest.mark.protection("api_team_fields")
@pytest.mark.parametrize(
    "planted",
    [
        {"restaurant": "00000000-0000-7000-8000-000000000000", "restaurant_id": "x"},
        {"version": 99, "state": "published", "details": []},
        {"written_at": "2020-01-01T00:00:00Z", "posted_at": "2020-01-01T00:00:00Z", "home_region": "us"},
        {"by": "x", "seen": 0, "is_published": True, "name": "Another", "slug": "another"},
    ],
)
def test_a_body_sets_what_is_not_a_teams_to_set(place: Restaurant, planted: dict[str, object]) -> None:
    statuses = writes(program(token_of(owner_of())), place, **planted)
    assert [next(statuses) for _ in range(WITH_BODY)] == [422] * WITH_BODY


@pytest.mark.protection("api_team_if_match")
@pytest.mark.parametrize("name", ["profile", "menu/draft", "reply", "template"])
def test_a_change_overwrites_one_that_the_program_never_saw(place: Restaurant, name: str) -> None:
    sender = program(token_of(owner_of()))
    reply, template = f"reviews/{Reply.objects.get().pk}/reply", f"reply-templates/{ReplyTemplate.objects.get().pk}"
    path = path_of(place, {"reply": reply, "template": template}.get(name, name))
    first, second = {
        "profile": (PROFILE, {**PROFILE, "description": "Something else."}),
        "menu/draft": (MENU, {**MENU, "price_level": 4}),
        "reply": ({"text": f"{REPLY} One."}, {"text": f"{REPLY} Two."}),
        "template": ({**GLAD, "text": "One."}, {**GLAD, "text": "Two."}),
    }[name]
    seen = {"if-match": sender.get(path).headers["ETag"]}
    assert sender.put(path, first, content_type=JSON, headers=seen).status_code == 200
    kept = sender.get(path).content
    sender.put(path, second, content_type=JSON, headers=seen)
    assert sender.get(path).content == kept
