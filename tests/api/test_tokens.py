"""Tokens: made with a recent authentication, shown once, listed, used by programs, and revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import api_tokens
from accounts.exceptions import TooManyTokens
from accounts.models import ApiToken, OutgoingMail, SecurityEvent, User
from accounts.tasks import mail as mail_tasks
from restaurants.models import Restaurant
from reviews_site.audit.models import Event
from reviews_site.crypto.bearer_tokens import TokenKind, make_token, read_token
from reviews_site.ids import uuid7
from reviews_site.policy.scopes import MAX_LIVE_TOKENS, Scope
from tests.accounts.factors import gave, signed_in_twice_over
from tests.api.answers import check, get_json, pages
from tests.api.programs import DEVICE, program, token_of
from tests.conftest import AsProcess
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
ME, MINE = "/api/v1/me", "/api/v1/me/reviews"
LIST, NEW = "/security/tokens/", "/security/tokens/new/"
FORM = {"name": "Backup", "scopes": ["profile:read", "reviews:read"], "days": "90"}


def made(client: Client, **form: Any) -> str:
    """The token that the form makes, as the page shows it."""
    page = client.post(NEW, FORM | form).content.decode()
    found = re.search(r"pm_user_\w+", page)
    assert found, page
    return found[0]


def test_a_token_is_made_used_and_revoked(client: Client, diner: User) -> None:
    signed_in_twice_over(client, diner)
    token = made(client)
    found = get_json(program(token), ME)
    assert (found["pen_name"], found["is_confirmed"]) == ("Dora Heron", True)
    assert found["token"] == {"scopes": ["profile:read", "reviews:read"], "restaurant_id": None}
    page = client.get(LIST).content.decode()
    assert "Backup" in page and token not in page and f"Last used on {timezone.now():%-d %B %Y}" in page
    row = ApiToken.objects.get()
    assert client.post(f"{LIST}{row.pk}/revoke/").status_code == 302
    get_json(program(token), ME, 401)
    assert "No tokens yet" in client.get(LIST).content.decode()
    kinds = SecurityEvent.objects.filter(user=diner).values_list("kind", flat=True)
    assert {"token_created", "token_revoked"} <= set(kinds)
    assert OutgoingMail.objects.filter(subject="A token for programs was made").exists()
    assert not any(token in str(event.detail) for event in Event.objects.all())


def test_making_one_takes_a_recent_authentication(client: Client, diner: User) -> None:
    signed_in_twice_over(client, diner)
    gave(client, diner, seconds_ago=301)
    for answer in (client.get(NEW), client.post(NEW, FORM)):
        assert answer.headers["Location"].startswith("/security/confirm/")
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "Give the token a name"),
        ({"name": "\u200b"}, "Give the token a name"),
        ({"name": "a" * 61}, "at most 60 characters"),
        ({"scopes": []}, "Choose at least one"),
        ({"scopes": ["users:delete"]}, "Choose from the list"),
        ({"days": "366"}, "Choose for how long"),
        ({"days": ""}, "Choose for how long"),
    ],
)
def test_a_form_that_is_wrong_makes_none(client: Client, diner: User, change: dict[str, Any], says: str) -> None:
    signed_in_twice_over(client, diner)
    page = client.post(NEW, FORM | change).content.decode()
    assert says in page and not ApiToken.objects.exists()


def test_what_a_team_does_is_offered_to_who_works_with_a_restaurant(client: Client, diner: User, owner: User) -> None:
    signed_in_twice_over(client, diner)
    assert "replies:write" not in client.get(NEW).content.decode()
    assert "Choose from the list" in client.post(NEW, FORM | {"scopes": ["replies:write"]}).content.decode()
    signed_in_twice_over(client, owner)
    assert made(client, scopes=["replies:write"])


def test_nobody_has_more_than_the_limit(diner: User) -> None:
    for _ in range(MAX_LIVE_TOKENS):
        token_of(diner)
    with pytest.raises(TooManyTokens, match="Revoke one"):
        token_of(diner)
    api_tokens.revoke(token_id=ApiToken.objects.earliest("pk").pk, by=diner, device=DEVICE)
    token_of(diner)


def test_a_token_for_one_restaurant_reaches_its_part_alone(client: Client, owner: User, place: Restaurant) -> None:
    other = factories.restaurant("Anderswo")
    factories.review(other, owner)
    signed_in_twice_over(client, owner)
    bound = program(made(client, restaurant=str(place.pk)))
    assert get_json(bound, MINE)["items"] == []
    assert get_json(bound, ME, 403)["type"].endswith("#problem-missing-scope")
    assert "Zum Reiher only" in client.get(LIST).content.decode()
    refused = client.post(NEW, FORM | {"restaurant": str(other.pk)}).content.decode()
    assert "Choose a restaurant that you manage" in refused


def test_own_reviews_come_in_pages_and_as_their_author_sees_them(diner: User) -> None:
    for number in range(3):
        factories.review(factories.restaurant(f"House {number}"), diner, food=3)
    mine = program(token_of(diner, Scope.REVIEWS_READ))
    rows = [row for page in pages(mine, f"{MINE}?limit=2") for row in page]
    assert [row["restaurant_name"] for row in rows] == ["House 2", "House 1", "House 0"]
    assert rows[0]["visited_on"] == (timezone.now().date() - timedelta(days=1)).isoformat()
    assert rows[0]["aspects"]["food"] == 3


def test_a_browser_needs_no_token(client: Client, diner: User) -> None:
    client.force_login(diner)
    assert get_json(client, ME)["token"] is None
    assert get_json(client, MINE) == {"items": [], "next": None}


@pytest.mark.parametrize("header", ["", "Basic ZG9yYTpkb3Jh", "Bearer", "Bearer x", "Token x"])
def test_without_one_the_answer_is_401_and_never_a_redirect(header: str) -> None:
    answer = Client(headers={"authorization": header} if header else {}).get(ME)
    assert (answer.status_code, answer.headers["WWW-Authenticate"].split()[0]) == (401, "Bearer")
    check(ME, answer)
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_method_that_is_not_there_is_405_for_who_may(diner: User) -> None:
    answer = program(token_of(diner)).post(ME, {}, content_type="application/json")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_page_takes_four_queries_and_writes_the_day_once(diner: User) -> None:
    mine = program(token_of(diner))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert mine.get(MINE).status_code == 200
        counts.append(sum("ROLE" not in each["sql"] for each in captured.captured_queries))
    assert counts == [3, 3]


def test_the_database_refuses_what_the_code_never_writes(diner: User) -> None:
    good: dict[str, Any] = {"user": diner, "name": "x", "digest": "0" * 64, "scopes": ["profile:read"]}
    now = timezone.now()
    changes: list[tuple[dict[str, Any], str]] = [
        ({"expires_at": now + timedelta(days=367)}, "a_year"),
        ({"digest": "secret"}, "digest"),
        ({"scopes": ["users:delete"]}, "scopes_listed"),
        ({"scopes": []}, "scopes_listed"),
        ({"name": " "}, "named"),
    ]
    for change, name in changes:
        with pytest.raises(IntegrityError, match=f"accounts_apitoken_{name}"), transaction.atomic():
            ApiToken.objects.create(**{**good, "expires_at": now, **change})


def test_tokens_that_ended_long_ago_are_deleted(diner: User, as_process: AsProcess) -> None:
    old, ended, live = (read_token(token_of(diner), TokenKind.USER) for _ in range(3))
    assert old and ended and live
    long_ago = timezone.now() - timedelta(days=91)
    ApiToken.objects.filter(pk=old.identifier).update(expires_at=long_ago)
    ApiToken.objects.filter(pk=ended.identifier).update(revoked_at=timezone.now())
    with as_process("mail"):
        mail_tasks.delete_expired()
    assert set(ApiToken.objects.values_list("pk", flat=True)) == {ended.identifier, live.identifier}


def test_a_token_has_the_form_that_scanners_know() -> None:
    identifier = uuid7()
    token, digest = make_token(identifier, TokenKind.USER)
    assert re.fullmatch(r"pm_user_[0-9a-f]{32}_[0-9A-Za-z]{49}", token)
    found = read_token(token, TokenKind.USER)
    assert found and (found.identifier, found.digest) == (identifier, digest)
    assert make_token(identifier, TokenKind.USER)[0] != token
    for place in range(len(token)):
        other = "a" if token[place] != "a" else "b"
        assert read_token(token[:place] + other + token[place + 1 :], TokenKind.USER) is None
    for text in (f"{token}\n", f" {token}", token[:-1], make_token(identifier, TokenKind.SERVICE)[0]):
        assert read_token(text, TokenKind.USER) is None
