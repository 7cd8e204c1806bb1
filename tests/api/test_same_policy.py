"""Page and API decide alike: every act by every role, done on both, changes the same rows or none.

The matrix is made from the acts and roles below, and from the routes of the document.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.step_up import has_second_factor
from api import schema
from restaurants.actions import drafts, owners
from restaurants.models import Claim, Restaurant, Review, ReviewDraft, Suggestion, VisitCount
from reviews_site.policy import TeamRole
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import gave, with_app
from tests.api.programs import program, token_of
from tests.api.test_own_writing import DRAFTS, JSON, MINE, body
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.claims import WORDS, claimed
from tests.restaurants.suggestions import suggested

pytestmark = pytest.mark.django_db
State = tuple[Any, ...]
Act = Callable[[Client, Restaurant], Any]


def make_roles(place: Restaurant) -> dict[str, User | None]:
    """Somebody in each part towards one restaurant; None is a visitor."""
    author, owner, closed = (factories.confirmed(name) for name in ("anna", "otto", "carl"))
    factories.review(place, author)
    drafts.save(restaurant=place, content={"text": "So far"}, by=author)
    suggested(place, author)
    claimed(factories.restaurant("Anderswo", town="Graz"), author)
    analyst = factories.confirmed("ines")
    owners.grant(restaurant=place, user=owner, by=None)
    owners.grant(restaurant=place, user=analyst, by=None, role=TeamRole.ANALYST)
    for person in (author, owner, analyst, closed):
        with_app(person)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    roles = {"confirmed": factories.confirmed("dora"), "unconfirmed": factories.unconfirmed("ulf")}
    return {"visitor": None, **roles, "author": author, "owner": owner, "analyst": analyst, "closed": closed}


ROLES = ("visitor", "confirmed", "unconfirmed", "author", "owner", "analyst", "closed")
SUGGESTIONS = "/api/v1/me/suggestions"
MOVED = {"street": "Ringstraße 4", "postcode": "4600", "town": "Wels", "note": "I walked past."}
CLAIMS, CLAIM = "/api/v1/me/claims", {"proof": "documents", "statement": WORDS}
DAY = {"day": "2026-03-02", "visitors": 84, "purchases": 31}


def fields_of_a_page(place: Restaurant, **change: Any) -> dict[str, Any]:
    fields = body(place, **change)
    del fields["restaurant"]
    return fields


def withdraw_suggestion_by_the_page(client: Client, place: Restaurant) -> None:
    client.post(f"/suggestions/{Suggestion.objects.get(kind='phone').pk}/withdraw/")


def withdraw_suggestion_by_the_api(client: Client, place: Restaurant) -> None:
    client.delete(f"{SUGGESTIONS}/{Suggestion.objects.get(kind='phone').pk}")


def withdraw_claim_by_the_page(client: Client, place: Restaurant) -> None:
    client.post(f"/claims/{Claim.objects.get(restaurant__name='Anderswo').pk}/change/", {"withdraw": "1"})


def withdraw_claim_by_the_api(client: Client, place: Restaurant) -> None:
    client.delete(f"{CLAIMS}/{Claim.objects.get(restaurant__name='Anderswo').pk}")


def edit_by_the_api(client: Client, place: Restaurant) -> None:
    path = f"{MINE}/{place.slug}"
    etag = client.get(path).headers.get("ETag", '"none"')
    client.put(path, fields_of_a_page(place, rating=1), content_type=JSON, headers={"if-match": etag})


def withdraw_by_the_api(client: Client, place: Restaurant) -> None:
    path = f"{MINE}/{place.slug}"
    client.delete(path, headers={"if-match": client.get(path).headers.get("ETag", '"none"')})


# Each act by the page, and by the API.
ACTS: dict[str, tuple[Act, Act]] = {
    "post": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/review/", fields_of_a_page(place)),
        lambda client, place: client.post(MINE, body(place), content_type=JSON),
    ),
    "edit": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/review/edit/", fields_of_a_page(place, rating=1)),
        edit_by_the_api,
    ),
    "withdraw": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/review/withdraw/"),
        withdraw_by_the_api,
    ),
    "save a draft": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/review/draft/", {"text": "Other words"}),
        lambda client, place: client.put(f"{DRAFTS}/{place.slug}", {"text": "Other words"}, content_type=JSON),
    ),
    "delete a draft": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/review/draft/", {"delete": "1"}),
        lambda client, place: client.delete(f"{DRAFTS}/{place.slug}"),
    ),
    "suggest a change": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/suggest/?what=moved", MOVED),
        lambda client, place: client.post(
            SUGGESTIONS, {"restaurant": place.slug, "kind": "moved", **MOVED}, content_type=JSON
        ),
    ),
    "withdraw a suggestion": (withdraw_suggestion_by_the_page, withdraw_suggestion_by_the_api),
    "claim": (
        lambda client, place: client.post(f"/restaurants/{place.slug}/claim/", CLAIM),
        lambda client, place: client.post(CLAIMS, {"restaurant": place.slug, **CLAIM}, content_type=JSON),
    ),
    "withdraw a claim": (withdraw_claim_by_the_page, withdraw_claim_by_the_api),
    "enter guest numbers": (
        lambda client, place: client.post(f"/business/{place.slug}/visits/", DAY),
        lambda client, place: client.post(
            f"/api/v1/restaurants/{place.slug}/guest-numbers", {"days": [DAY]}, content_type=JSON
        ),
    ),
}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def state_after(act: Act, client: Client, place: Restaurant) -> State:
    """Whose reviews and drafts say what, once the act was tried."""
    with undone():
        act(client, place)
        reviews = Review.objects.order_by("author").values_list("author", "rating", "text", "version")
        begun = ReviewDraft.objects.order_by("user").values_list("user", "text")
        wanted = Suggestion.objects.order_by("id").values_list("user", "kind", "proposed", "note", "state")
        claims = Claim.objects.order_by("user").values_list("user", "restaurant", "proof", "state", "statement")
        counts = VisitCount.objects.values_list("day", "visitors", "purchases")
        return tuple(reviews), tuple(begun), tuple(wanted), tuple(claims), tuple(counts)


def browser_of(person: User | None) -> Client:
    client = ProcessClient()
    if person:
        client.force_login(person)
        if has_second_factor(person):
            gave(client, person)
    return client


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ROLES)
def test_page_token_and_session_change_the_same(place: Restaurant, role: str, act: str) -> None:
    person = make_roles(place)[role]
    by_page, by_api = ACTS[act]
    page = state_after(by_page, browser_of(person), place)
    assert state_after(by_api, browser_of(person), place) == page
    if person:
        assert state_after(by_api, program(token_of(person)), place) == page


def test_the_matrix_holds_both_answers(place: Restaurant) -> None:
    """Else it would prove nothing: each act changes something for somebody, and nothing for somebody else."""
    roles = make_roles(place)
    nothing = state_after(lambda *_: None, ProcessClient(), place)
    for by_page, _ in ACTS.values():
        changed = {role for role, person in roles.items() if state_after(by_page, browser_of(person), place) != nothing}
        assert changed and "visitor" not in changed and "closed" not in changed


OPERATIONS = [
    (path, method, operation)
    for path, methods in schema.kept()["paths"].items()
    for method, operation in methods.items()
]


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=lambda value: str(value)[:60])
def test_every_route_asks_for_a_token_and_its_scope(
    place: Restaurant, diner: User, path: str, method: str, operation: dict[str, Any]
) -> None:
    """The route does what the document says: it is public, or closed to nobody's and to narrower tokens."""
    asked = re.sub(r"\{\w+\}", place.slug, re.sub(r"\{\w+_id\}", str(place.pk), path))
    is_public = not operation.get("security")

    def status(client: Client) -> int:
        return client.generic(method.upper(), asked, "{}", content_type=JSON).status_code

    assert (status(ProcessClient()) == 401) is not is_public
    if not is_public:
        takes_tokens = {"token": []} in operation["security"]
        answers = {scope: status(program(token_of(diner, scope))) for scope in Scope}
        assert any(answer != 403 for answer in answers.values()) is takes_tokens and 403 in answers.values()
