"""Planning notes by programs: read page by page, added, changed and deleted, and published to analytics."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from restaurants.models import PlanningNote, Restaurant
from reviews_site.outbox.models import Event
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_manners import problem_of
from tests.conftest import ProcessClient

pytestmark = pytest.mark.django_db
JSON = "application/json"
DAY = timezone.now().date() + timedelta(days=3)


def day(number: int) -> str:
    return (DAY + timedelta(days=number)).isoformat()


EVENT = {"first_day": day(0), "kind": "event", "name": "Wine festival", "effect": "more"}


@pytest.fixture
def till(place: Restaurant, owner: User) -> ProcessClient:
    """A program of the owner's that enters guest numbers."""
    with_app(owner)
    return program(token_of(owner, Scope.GUEST_NUMBERS_READ, Scope.GUEST_NUMBERS_WRITE))


def path_of(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/planning-notes"


def plans() -> dict[date, str | None]:
    """What analytics was given last of each day."""
    events = Event.objects.filter(topic="restaurants.days_planned").order_by("id")
    return {each["day"]: each["plan"] for event in events for each in event.payload["days"]}


def test_a_note_is_added_once_changed_by_its_etag_and_deleted(place: Restaurant, till: ProcessClient) -> None:
    key = {"idempotency-key": "the-wine-festival"}
    made = [till.post(path_of(place), EVENT, content_type=JSON, headers=key) for _ in range(2)]
    assert [each.status_code for each in made] == [201, 201] and made[0].json() == made[1].json()
    note = made[0].json()
    assert note == {"id": note["id"], **EVENT, "last_day": day(0), "version": 1}
    one = f"{path_of(place)}/{note['id']}"
    etag = till.get(one).headers["ETag"]
    longer = {"first_day": day(1), "last_day": day(2), "kind": "closed"}
    problem_of(till.put(one, longer, content_type=JSON), 428)
    changed = till.put(one, longer, content_type=JSON, headers={"if-match": etag})
    assert (changed.status_code, changed.json()) == (200, {**note, **longer, "name": "", "effect": None, "version": 2})
    assert plans() == {day(0): None, day(1): "closed", day(2): "closed"}
    problem_of(till.put(one, EVENT, content_type=JSON, headers={"if-match": etag}), 412)
    problem_of(till.delete(one, headers={"if-match": etag}), 412)
    assert till.delete(one, headers={"if-match": till.get(one).headers["ETag"]}).status_code == 204
    problem_of(till.get(one), 404)
    assert set(plans().values()) == {None}


def test_notes_come_page_by_page(place: Restaurant, till: ProcessClient) -> None:
    for number in (0, 2, 4):
        till.post(path_of(place), {**EVENT, "first_day": day(number)}, content_type=JSON)
    first = till.get(path_of(place), {"limit": 2}).json()
    assert [each["first_day"] for each in first["items"]] == [day(4), day(2)]
    rest = till.get(first["next"].partition("/api/")[2].join(("/api/", ""))).json()
    assert ([each["first_day"] for each in rest["items"]], rest["next"]) == ([day(0)], None)


def test_no_day_gets_two_notes_and_no_rule_is_broken(place: Restaurant, till: ProcessClient) -> None:
    till.post(path_of(place), EVENT, content_type=JSON)
    second = till.post(path_of(place), {**EVENT, "first_day": day(5)}, content_type=JSON).json()
    problem_of(till.post(path_of(place), EVENT, content_type=JSON), 409)
    one = f"{path_of(place)}/{second['id']}"
    match = {"if-match": till.get(one).headers["ETag"]}
    problem_of(till.put(one, {**EVENT, "last_day": day(9)}, content_type=JSON, headers=match), 409)

    def fields(body: dict[str, Any]) -> list[str]:
        answer = till.post(path_of(place), body, content_type=JSON)
        return [each["field"] for each in problem_of(answer, 422)["errors"]]

    assert fields({**EVENT, "last_day": day(-1)}) == ["last_day"]
    assert fields({**EVENT, "first_day": "soon"}) == ["first_day"]
    assert fields({**EVENT, "name": "x" * 61}) == ["name"]
    assert fields({**EVENT, "version": 7}) == ["version"]
    problem_of(till.get(f"{path_of(place)}/{uuid.uuid4()}"), 404)
    assert PlanningNote.objects.count() == 2
