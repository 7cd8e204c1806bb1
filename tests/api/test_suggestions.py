"""Suggestions by programs: guests make, read and withdraw them, and a restaurant's team decides."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from restaurants.models import Restaurant, Suggestion
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_manners import problem_of
from tests.conftest import ProcessClient
from tests.restaurants import factories
from tests.restaurants.suggestions import suggested

pytestmark = pytest.mark.django_db
OWN, JSON = "/api/v1/me/suggestions", "application/json"
WEEK = ["11:30-14:00, 17:00-23:00"] * 6 + [""]


def sent(client: ProcessClient, place: Restaurant, **body: Any) -> Any:
    return client.post(OWN, {"restaurant": place.slug, **body}, content_type=JSON)


@pytest.mark.parametrize(
    ("body", "proposed"),
    [
        ({"kind": "phone", "phone": "+43 7242 5550", "note": "On the door."}, "+43 7242 5550"),
        ({"kind": "website", "website": "https://reiher.example"}, "https://reiher.example"),
        ({"kind": "name", "name": "Zum blauen Reiher"}, "Zum blauen Reiher"),
        ({"kind": "moved", "street": "Ringstraße 4", "town": "Wels"}, "Ringstraße 4, Wels"),
        ({"kind": "hours", "week": WEEK}, "Mo-Sa 11:30-14:00,17:00-23:00"),
        ({"kind": "closed"}, ""),
    ],
)
def test_a_guest_suggests_reads_and_withdraws(
    place: Restaurant, diner: User, body: dict[str, Any], proposed: str
) -> None:
    client = program(token_of(diner, Scope.SUGGESTIONS_WRITE))
    made = sent(client, place, **body)
    assert made.status_code == 201, made.content
    document = made.json()
    assert document["proposed"].startswith(proposed) and document["note"] == body.get("note", "")
    assert (document["restaurant"], document["kind"], document["state"]) == (place.slug, body["kind"], "waiting")
    assert client.get(OWN).json() == {"items": [document]}
    assert sent(client, place, **body).status_code == 409
    assert client.delete(f"{OWN}/{document['id']}").status_code == 204
    problem_of(client.delete(f"{OWN}/{document['id']}"), 409)
    assert client.get(OWN).json()["items"][0]["state"] == "withdrawn"


def test_what_cannot_be_suggested_is_refused_with_the_field(place: Restaurant, diner: User, unconfirmed: User) -> None:
    client = program(token_of(diner))

    def fields(**body: Any) -> list[str]:
        return [each["field"] for each in problem_of(sent(client, place, **body), 422)["errors"]]

    assert fields(kind="phone") == ["phone"]
    assert fields(kind="phone", phone="call us") == ["phone"]
    assert fields(kind="phone", phone="+43 7242 5550", town="Wels") == ["town"]
    assert fields(kind="hours") == ["week"]
    assert fields(kind="hours", week=["always", *WEEK[1:]]) == ["week.0"]
    assert fields(kind="open") == ["kind"]
    assert fields(kind="party") == ["kind"]
    problem_of(client.post(OWN, {"restaurant": "nowhere", "kind": "closed"}, content_type=JSON), 404)
    refused = problem_of(sent(program(token_of(unconfirmed)), place, kind="closed"), 409)
    assert "Confirm who you are first" in refused["detail"]
    assert not Suggestion.objects.exists()


def test_nobody_reaches_somebody_elses_and_a_bound_token_its_restaurant_alone(place: Restaurant, diner: User) -> None:
    theirs = suggested(place, factories.confirmed("anna"))
    problem_of(program(token_of(diner)).delete(f"{OWN}/{theirs.pk}"), 404)
    bound = program(token_of(diner, Scope.SUGGESTIONS_WRITE, restaurant_id=factories.restaurant("Anderswo").pk))
    own = suggested(place, diner)
    assert bound.get(OWN).json() == {"items": []}
    problem_of(bound.delete(f"{OWN}/{own.pk}"), 403)
    problem_of(sent(bound, place, kind="closed"), 403)
    assert set(Suggestion.objects.values_list("state", flat=True)) == {"waiting"}


def test_the_team_reads_what_waits_and_decides(place: Restaurant, owner: User, diner: User) -> None:
    with_app(owner)
    client, path = program(token_of(owner, Scope.PAGE_WRITE)), f"/api/v1/restaurants/{place.slug}/suggestions"
    first = suggested(place, diner)
    (row,) = client.get(path).json()["items"]
    assert (row["id"], row["then"], row["note"]) == (str(first.pk), "+43 7242 5550", first.note)
    assert set(row) == {"id", "kind", "now", "then", "note", "submitted_on"}
    for body in ({}, {"decision": "perhaps"}, {"decision": "accept", "by": "me"}):
        problem_of(client.post(f"{path}/{first.pk}/decision", body, content_type=JSON), 422)
    accept = {"decision": "accept"}
    problem_of(client.post(f"{path}/{uuid.uuid4()}/decision", accept, content_type=JSON), 409)
    assert client.post(f"{path}/{first.pk}/decision", accept, content_type=JSON).status_code == 204
    place.refresh_from_db()
    assert place.phone == "+43 7242 5550" and client.get(path).json() == {"items": []}
    problem_of(client.post(f"{path}/{first.pk}/decision", {"decision": "refuse"}, content_type=JSON), 409)
