"""Page and API decide alike on what a restaurant's team writes: every act by every role, done on both."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import menus, owners, replies, reply_templates
from restaurants.models import (
    Claim,
    Menu,
    MenuDraft,
    PageProfile,
    PlanningNote,
    Reply,
    ReplyTemplate,
    Restaurant,
    Review,
    Suggestion,
    TeamMember,
)
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk, with_app
from tests.api.programs import program, token_of
from tests.api.test_same_policy import State, undone
from tests.api.test_team_pages import JSON, PROFILE
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import claimed
from tests.restaurants.menus import CONTENT, published, version_of
from tests.restaurants.suggestions import suggested
from tests.restaurants.test_replies import REPLY, REVEALING
from tests.restaurants.test_reply_templates import GLAD

pytestmark = pytest.mark.django_db
Act = Callable[[Client, Restaurant], Any]
ROLES = ("visitor", "diner", "author", "owner", "manager", "analyst", "owner elsewhere", "without a factor")
DAY = timezone.now().date() + timedelta(days=3)
WEEK = ["11:00-22:00"] * 7
HOURS_FORM = {f"weekday_{number}": line for number, line in enumerate(WEEK)}
HOURS_FORM |= {"on_holidays": "usual", "dates_shown": "0"}
LATER = {"first_day": (DAY + timedelta(days=7)).isoformat(), "kind": "closed", "name": "Works outing"}
SORRY = {"title": "Sorry", "text": "We are sorry."}
SETTINGS = {"currency": "CHF", "price_level": 4, "language": "de"}


def make_roles(place: Restaurant) -> dict[str, User | None]:
    """Somebody in each part towards one restaurant. It has a draft, a review with a reply, and one without."""
    names = dict(zip(ROLES[1:], ("dora", "anna", "otto", "mara", "ines", "olga", "nora"), strict=True))
    people = {role: factories.confirmed(name) for role, name in names.items()}
    for role, person in people.items():
        if role != "without a factor":
            with_app(person)
    for role in ("owner", "manager", "analyst"):
        owners.grant(restaurant=place, user=people[role], by=None, role=TeamRole(role))
    owners.grant(restaurant=place, user=people["without a factor"], by=None)
    owners.grant(restaurant=factories.restaurant("Anderswo"), user=people["owner elsewhere"], by=None)
    published(place, people["owner"], CONTENT)
    menus.save_draft(
        restaurant=place, content=replace(CONTENT, price_level=3), seen=version_of(place), by=people["owner"]
    )
    replies.write(review=factories.review(place, people["author"]), text=REPLY, by=people["owner"])
    reply_templates.save(restaurant=place, template=None, **GLAD, by=people["owner"])
    factories.review(place, people["diner"])
    suggested(place, people["diner"])
    claimed(place, factories.confirmed("clara"))
    PlanningNote.objects.create(restaurant=place, first_day=DAY, last_day=DAY, kind="event", effect="more")
    return {"visitor": None, **people}


def filled(path: str, place: Restaurant) -> str:
    """The path with the id of the review that has a reply, or of the one that has none."""
    answered = Reply.objects.get(restaurant=place).pk
    bare = Review.objects.filter(restaurant=place).exclude(pk=answered).get().pk
    others = {"suggestion": Suggestion, "note": PlanningNote, "template": ReplyTemplate, "claim": Claim}
    ids = {name: table._default_manager.get(restaurant=place).pk for name, table in others.items()}
    return path.format(answered=answered, bare=bare, **ids)


def page(path: str, **form: Any) -> Act:
    """POST a form to one of the restaurant's pages, as it was shown just now."""

    def act(client: Client, place: Restaurant) -> None:
        profile = PageProfile.objects.filter(restaurant=place).first()
        seen = version_of(place) if path.startswith("menu/") else profile.version if profile else 0
        seen = 1 if path.startswith("visits/") else seen
        client.post(f"/business/{place.slug}/{filled(path, place)}", {"seen": seen, **form})

    return act


def route(method: str, path: str, body: Any = None, *, of: str = "") -> Act:
    """Send a body to a route of the restaurant, with the ETag of the route `of`."""

    def act(client: Client, place: Restaurant) -> None:
        root = f"/api/v1/restaurants/{place.slug}/"
        etag = client.get(root + filled(of, place)).headers.get("ETag", '"none"') if of else ""
        sent = json.dumps(body) if body else ""
        headers = {"if-match": etag} if etag else {}
        client.generic(method, root + filled(path, place), sent, content_type=JSON, headers=headers)

    return act


def change_settings(client: Client, place: Restaurant) -> None:
    found = client.get(f"/api/v1/restaurants/{place.slug}/menu/draft").json()
    menu = {"sections": found.get("sections", []), **SETTINGS}
    route("PUT", "menu/draft", menu, of="menu/draft")(client, place)


_NOTE, _PLAN = "notes/{note}", "planning-notes/{note}"
_PAGE, _TEMPLATE = "templates/{template}", "reply-templates/{template}"
DISPUTED = {"answer": "disputes"}
_ANSWERED, _BARE = "reviews/{answered}/reply", "reviews/{bare}/reply"
ACTS: dict[str, tuple[Act, Act]] = {
    "change the profile": (page("profile/", **PROFILE), route("PUT", "profile", PROFILE, of="profile")),
    "change the hours": (page("hours/", **HOURS_FORM), route("PUT", "hours", {"week": WEEK}, of="hours")),
    "change the menu": (page("menu/settings/", **SETTINGS), change_settings),
    "publish the menu": (page("menu/publish/"), route("POST", "menu/publish", of="menu/draft")),
    "reply": (page(f"{_BARE}/", text=REPLY), route("PUT", _BARE, {"text": REPLY})),
    "edit the reply": (
        page(f"{_ANSWERED}/", text=f"{REPLY} Come again."),
        route("PUT", _ANSWERED, {"text": f"{REPLY} Come again."}, of=_ANSWERED),
    ),
    "reply too openly": (page(f"{_BARE}/", text=REVEALING), route("PUT", _BARE, {"text": REVEALING})),
    "add a template": (page("reviews/templates/", **SORRY), route("POST", "reply-templates", SORRY)),
    "change a template": (page(f"reviews/{_PAGE}/", **SORRY), route("PUT", _TEMPLATE, SORRY, of=_TEMPLATE)),
    "delete a template": (page(f"reviews/{_PAGE}/delete/"), route("DELETE", _TEMPLATE, of=_TEMPLATE)),
    "accept a suggestion": (
        page("suggestions/{suggestion}/", accept="1"),
        route("POST", "suggestions/{suggestion}/decision", {"decision": "accept"}),
    ),
    "note a plan": (page("visits/notes/", **LATER), route("POST", "planning-notes", LATER)),
    "change a plan": (page(f"visits/{_NOTE}/", **LATER), route("PUT", _PLAN, LATER, of=_PLAN)),
    "delete a plan": (page(f"visits/{_NOTE}/delete/"), route("DELETE", _PLAN, of=_PLAN)),
    "dispute a claim": (page("claims/{claim}/", **DISPUTED), route("POST", "claims/{claim}/answer", DISPUTED)),
    "give up": (page("give-up/", sure="yes"), route("POST", "give-up", {"sure": True})),
    "delete the reply": (page(f"{_ANSWERED}/delete/"), route("DELETE", _ANSWERED, of=_ANSWERED)),
}

# What a token, which can be stolen, does not do, and owners alone do.
IN_BROWSER = ("dispute a claim", "give up")


def state_after(act: Act, client: Client, place: Restaurant) -> State:
    """What the restaurant says, once the act was tried."""
    with undone():
        act(client, place)
        said = (
            PageProfile.objects.values_list("version", *PROFILE, "restaurant__opening_hours"),
            Menu.objects.values_list("version", "sections", "currency", "price_level"),
            MenuDraft.objects.values_list("version", "sections", *SETTINGS),
            Reply.objects.order_by("pk").values_list("pk", "text", "state", "version"),
            ReplyTemplate.objects.order_by("title").values_list("title", "text"),
            Suggestion.objects.values_list("state", "restaurant__phone"),
            Claim.objects.values_list("state", "answer"),
            TeamMember.objects.filter(left_at=None).order_by("id").values_list("user"),
            PlanningNote.objects.order_by("first_day").values_list("first_day", "last_day", "kind", "name", "effect"),
        )
        return tuple(tuple(rows) for rows in said)


def untouched(place: Restaurant) -> State:
    return state_after(lambda *_: None, ProcessClient(), place)


def browser_of(person: User | None, role: str) -> Client:
    client = ProcessClient()
    if person and role == "without a factor":
        client.force_login(person)
    elif person:
        at_the_desk(client, person)
    return client


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
def test_page_token_and_session_change_the_same(place: Restaurant, role: str, act: str) -> None:
    person = make_roles(place)[role]
    by_page, by_api = ACTS[act]
    on_page = state_after(by_page, browser_of(person, role), place)
    assert state_after(by_api, browser_of(person, role), place) == on_page
    if person:
        with_token = state_after(by_api, program(token_of(person)), place)
        assert with_token == (untouched(place) if act in IN_BROWSER else on_page)


def test_the_matrix_holds_both_answers(place: Restaurant) -> None:
    """Else it would prove nothing: each act is done by owners and managers, and by nobody else."""
    roles = make_roles(place)
    nothing = untouched(place)
    for name, (by_page, _) in ACTS.items():
        done = {role for role, each in roles.items() if state_after(by_page, browser_of(each, role), place) != nothing}
        assert done == ({"owner"} if name in IN_BROWSER else {"owner", "manager"}), name
