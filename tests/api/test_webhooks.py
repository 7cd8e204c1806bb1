"""Addresses that are told what happens, by programs: added with a secret that is shown once, renewed, removed."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import ApiRequest, User
from restaurants.actions import owners
from restaurants.models import Restaurant, Webhook, WebhookDelivery
from reviews_site.audit.models import Event
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import at_the_desk, with_app
from tests.api.programs import program, token_of
from tests.api.test_manners import problem_of
from tests.api.test_same_policy import undone
from tests.api.test_same_policy_of_teams import ROLES, browser_of, make_roles
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.webhooks import deliver

pytestmark = pytest.mark.django_db
JSON = "application/json"
ADDRESS = {"url": "https://hooks.example.org/platemark", "events": ["review.published"]}


@pytest.fixture
def sender(owner: User) -> ProcessClient:
    """A program of the owner's that may do this and nothing else."""
    with_app(owner)
    return program(token_of(owner, Scope.WEBHOOKS_WRITE))


def path_of(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/webhooks"


def test_an_address_is_added_tested_renewed_and_removed(place: Restaurant, sender: ProcessClient) -> None:
    added = sender.post(path_of(place), ADDRESS, content_type=JSON)
    assert added.status_code == 201 and set(added.json()) == {"id", "secret"}
    one, secret = f"{path_of(place)}/{added.json()['id']}", added.json()["secret"]
    (listed,) = sender.get(path_of(place)).json()["items"]
    assert listed == sender.get(one).json()
    assert (listed["url"], listed["events"]) == (ADDRESS["url"], ADDRESS["events"])
    assert sender.post(f"{one}/test").status_code == 202
    assert WebhookDelivery.objects.get().webhook_id == Webhook.objects.get().pk
    problem_of(sender.post(f"{one}/secret"), 409)  # the first is not sealed yet
    deliver()
    renewed = sender.post(f"{one}/secret").json()
    assert renewed["id"] == listed["id"] and renewed["secret"] not in ("", secret)
    problem_of(sender.delete(one), 428)
    problem_of(sender.delete(one, headers={"if-match": '"another"'}), 412)
    assert sender.delete(one, headers={"if-match": sender.get(one).headers["ETag"]}).status_code == 204
    problem_of(sender.get(one), 404)
    actions = set(Event.objects.values_list("action", flat=True))
    assert {"webhook.made", "webhook.renewed", "webhook.revoked"} <= actions


def test_a_secret_is_shown_once_and_kept_nowhere_in_the_clear(place: Restaurant, sender: ProcessClient) -> None:
    """Not even for a repeated request: the answer of one with a key would be kept for a day."""
    key = {"idempotency-key": "the-same-again"}
    answers = [sender.post(path_of(place), ADDRESS, content_type=JSON, headers=key).json() for _ in range(2)]
    assert answers[0]["secret"] != answers[1]["secret"]
    assert not ApiRequest.objects.exists()
    read = sender.get(path_of(place)).content.decode()
    assert all(answer["secret"] not in read for answer in answers)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"url": "http://hooks.example.org/"}, 422),
        ({"url": "https://127.0.0.1/"}, 422),
        ({"url": "https://localhost/"}, 422),
        ({"events": []}, 422),
        ({"events": ["webhook.ping"]}, 422),
        ({"secret": "whsec_mine"}, 422),
    ],
)
def test_what_is_no_address_is_refused(
    place: Restaurant, sender: ProcessClient, change: dict[str, object], status: int
) -> None:
    problem_of(sender.post(path_of(place), {**ADDRESS, **change}, content_type=JSON), status)
    assert not Webhook.objects.exists()


def test_a_sixth_address_is_a_conflict(place: Restaurant, sender: ProcessClient) -> None:
    for _ in range(5):
        sender.post(path_of(place), ADDRESS, content_type=JSON)
    assert "at most 5" in problem_of(sender.post(path_of(place), ADDRESS, content_type=JSON), 409)["detail"]


def test_an_address_of_another_restaurant_is_none(place: Restaurant, owner: User, sender: ProcessClient) -> None:
    made = sender.post(path_of(place), ADDRESS, content_type=JSON).json()["id"]
    other = factories.restaurant("Zur Dohle")
    theirs = factories.confirmed("olga")
    with_app(theirs)
    owners.grant(restaurant=other, user=theirs, by=None)
    stranger = program(token_of(theirs))
    for path in (f"{path_of(other)}/{made}", f"{path_of(place)}/{made}"):
        problem_of(stranger.get(path), 404)
        problem_of(stranger.delete(path, headers={"if-match": "*"}), 404)
        problem_of(stranger.post(f"{path}/secret"), 404)
        problem_of(stranger.post(f"{path}/test"), 404)
    assert Webhook.objects.get().revoked_at is None
    problem_of(program(token_of(owner, Scope.PAGE_WRITE)).get(path_of(place)), 403)


@pytest.mark.parametrize("role", ROLES)
def test_page_token_and_session_add_the_same(place: Restaurant, role: str) -> None:
    """Owners alone, on all three ways."""
    person = make_roles(place)[role]

    def added(client: Client, path: str, **options: Any) -> int:
        with undone():
            client.post(path, ADDRESS, **options)
            return Webhook.objects.filter(restaurant=place).count()

    ways = [added(browser_of(person, role), f"/business/{place.slug}/webhooks/new/")]
    ways.append(added(browser_of(person, role), path_of(place), content_type=JSON))
    if person:
        ways.append(added(program(token_of(person)), path_of(place), content_type=JSON))
    assert set(ways) == {int(role == "owner")}


def test_a_browser_without_recent_authentication_adds_none(client: Client, place: Restaurant, owner: User) -> None:
    with_app(owner)
    at_the_desk(client, owner)
    session = client.session
    session["account_authentication_methods"] = [
        {**record, "at": record["at"] - 3600} for record in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get(path_of(place)).status_code == 200
    problem_of(client.post(path_of(place), ADDRESS, content_type=JSON), 403)
    assert not Webhook.objects.exists()
