"""What was refused: people see its shape, mend it or send it again, and nothing of it is lost or shown."""

import io
import json
import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from analytics.ingest import relay, selectors, tasks
from analytics.ingest.actions import corrections
from analytics.ingest.actions.corrections import fix_id, merge_patch
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.management.commands.quarantine import OPERATOR
from analytics.ingest.models import QuarantinedEvent, Review, UserDemographics
from analytics.ingest.payload_shape import UNKNOWN_FIELDS, shape
from reviews_site.audit.models import Event as Audited
from reviews_site.outbox.models import Event
from reviews_site.policy import Denied, PersonFacts, Role
from tests.analytics.events import RESTAURANT, inject, let_wait_again, person, review
from tests.conftest import AsProcess, Login

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
CANARY = "canary.person@example.org"
UNHEARD_OF = str(uuid.UUID(int=9))


@pytest.fixture
def drained(as_process: AsProcess) -> Callable[[], relay.DrainResult]:
    def drain() -> relay.DrainResult:
        with as_process("relay"):
            return relay.drain()

    return drain


def printed(*arguments: Any, **options: Any) -> str:
    out = io.StringIO()
    call_command("quarantine", *arguments, stdout=out, **options)
    return out.getvalue()


def refused(drained: Callable[[], relay.DrainResult], **changes: Any) -> Event:
    """A review that waits in the quarantine."""
    event = inject(review(**changes))
    assert drained() == relay.DrainResult(quarantined=1)
    return event


POISON: list[Any] = [
    review(text=CANARY, rating=9),
    review(**{CANARY: "1"}),
    review(reviewer=CANARY),
    review(rating=CANARY),
    review(visited_on=CANARY, language=CANARY),
    review(rating=436641234567),
    [CANARY],
    CANARY,
    {"text": CANARY, "nested": {CANARY: [CANARY, {"deep": CANARY}]}},
    {"days": [{"day": CANARY, CANARY: CANARY, "visitors": 40}], "restaurant_id": str(RESTAURANT)},
]


@pytest.mark.parametrize("payload", POISON, ids=range(len(POISON)))
@pytest.mark.parametrize("topic", ["restaurants.review_posted", "restaurants.visits_counted", "unheard.of"])
def test_no_personal_value_is_shown(payload: Any, topic: str, drained: Callable[[], relay.DrainResult]) -> None:
    event = inject(payload, topic=topic)
    assert drained() == relay.DrainResult(quarantined=1)
    shown = printed("show", str(event.pk)) + printed("list") + printed("list", "--json")
    assert str(event.pk) in shown
    assert CANARY not in shown and "436641234567" not in shown


def test_what_is_shown_is_enough_to_see_what_is_wrong() -> None:
    payload = review(rating=9, text="hello", **{CANARY: 1})
    assert shape("restaurants.review_posted", json.dumps(payload)) == {
        **{name: payload[name] for name in ("review_id", "restaurant_id", "visited_on", "posted_at", "rating")},
        "reviewer": "text of 36 characters",
        "text": "text of 5 characters",
        "language": "text of 2 characters",
        UNKNOWN_FIELDS: ["a number"],
    }
    said = shape("accounts.demographics_changed", json.dumps(person(birth_year=1850)))
    assert said["birth_year"] == "a number"


@pytest.mark.parametrize("payload", [None, "[" * 60_000, '{"a": ' + "9" * 6_000 + "}", "7", "null"])
def test_what_cannot_be_read_has_a_shape_too(payload: str | None) -> None:
    assert list(shape("restaurants.review_posted", payload)) == ["payload"]


def test_a_fix_is_an_event_of_its_own_and_the_refused_one_stays(drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9, **{CANARY: CANARY})
    before = QuarantinedEvent.objects.get()
    assert "replaces it" in printed("fix", str(event.pk), "--set", "rating=4")
    assert selectors.quarantined_row(event.pk).state == "mended"  # type: ignore[union-attr]  # it is there
    assert drained() == relay.DrainResult(loaded=1)
    loaded = Review.objects.get()
    after = QuarantinedEvent.objects.get()
    assert (loaded.rating, loaded.event_id) == (4, after.fix_event_id)
    assert (after.payload, after.reason) == (before.payload, before.reason)
    assert Event.objects.get(pk=event.pk).payload == event.payload
    assert (selectors.quarantined_rows(), len(selectors.quarantined_rows(resolved=True))) == ([], 1)
    audited = Audited.objects.get(action="event.mended")
    assert audited.object_id == event.pk
    assert audited.detail == {"fix": str(after.fix_event_id), "fields": "rating"}


def test_the_same_fix_twice_is_one(drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9)
    for _ in range(2):
        corrections.correct(event_id=event.pk, changes={"rating": 4}, by=None, person=OPERATOR)
    assert drained() == relay.DrainResult(loaded=1)


def test_a_fix_outlives_the_store_that_it_was_loaded_into(drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9)
    printed("fix", str(event.pk), "--set", "rating=4")
    drained()
    Review.objects.all().delete()
    let_wait_again()
    assert drained() == relay.DrainResult(loaded=1, quarantined=1)
    assert Review.objects.get().rating == 4


def test_a_later_event_counts_more_than_a_late_fix(drained: Callable[[], relay.DrainResult]) -> None:
    first = review(rating=9)
    event = inject(first)
    inject({**first, "rating": 2})
    assert drained() == relay.DrainResult(loaded=1, quarantined=1)
    printed("fix", str(event.pk), "--set", "rating=5")
    drained()
    assert Review.objects.get().rating == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--set", "rating=8"],
        ["--set", f'text="{CANARY}"', "--set", "rating=0"],
        ["--remove", "text"],
        ["--schema", "7"],
        ["--set", 'restaurant_id="nobody"'],
        ["--set", "rating=four"],
    ],
    ids=str,
)
def test_a_fix_is_validated_as_every_event_is(arguments: list[str], drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9)
    with pytest.raises(CommandError) as problem:
        printed("fix", str(event.pk), *arguments)
    assert CANARY not in str(problem.value)
    assert (Event.objects.count(), selectors.quarantined_rows()[0].state) == (1, "waiting")
    assert not Audited.objects.exists()


def test_what_only_the_store_refused_is_loaded_once_the_store_takes_it(
    drained: Callable[[], relay.DrainResult],
) -> None:
    with connections["analytical"].cursor() as cursor:
        cursor.execute("ALTER TABLE core.reviews ADD CONSTRAINT no_threes CHECK (rating <> 3)")
        inject(review(rating=3))
        assert drained() == relay.DrainResult(quarantined=1)
        cursor.execute("ALTER TABLE core.reviews DROP CONSTRAINT no_threes")
    assert "1 sent again, 0 left." in printed("replay", "--all")
    assert drained() == relay.DrainResult(loaded=1)
    assert (Review.objects.get().rating, selectors.quarantined_rows()) == (3, [])
    assert Audited.objects.get().action == "event.replayed"


def test_what_would_be_refused_again_is_not_sent(drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9)
    with pytest.raises(CommandError, match="quarantine fix"):
        printed("replay", str(event.pk), stderr=io.StringIO())
    assert (drained(), Audited.objects.count()) == (relay.DrainResult(), 0)


def test_people_are_mended_too(drained: Callable[[], relay.DrainResult]) -> None:
    event = inject(person(birth_year=1850), topic="accounts.demographics_changed")
    drained()
    printed("fix", str(event.pk), "--set", "birth_year=1985")
    assert drained() == relay.DrainResult(loaded=1)
    assert UserDemographics.objects.get().birth_band == "1980-1989"


def test_an_event_that_does_not_wait_is_left_alone() -> None:
    for way in (["fix", str(uuid.uuid4()), "--set", "rating=4"], ["replay", str(uuid.uuid4())]):
        with pytest.raises(CommandError, match="does not wait"):
            printed(*way)
    with pytest.raises(CommandError, match="not in the quarantine"):
        printed("show", str(uuid.uuid4()))


def test_another_event_under_the_id_of_the_fix_is_not_overwritten(drained: Callable[[], relay.DrainResult]) -> None:
    event = refused(drained, rating=9)
    foreign = fix_id(event.pk, 1, {**event.payload, "rating": 4})
    Event(id=foreign, topic="unheard.of", version=1, payload={}).save(force_insert=True)
    with pytest.raises(CannotMend, match="Another event"):
        corrections.correct(event_id=event.pk, changes={"rating": 4}, by=None, person=OPERATOR)
    assert Event.objects.get(pk=foreign).topic == "unheard.of"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("show", UNHEARD_OF), 1),
        (("fix", UNHEARD_OF), 1),
        (("replay", UNHEARD_OF), 1),
        (("fix", UNHEARD_OF, "--set", "rating=four"), 2),
    ],
)
def test_the_exit_code_says_what_was_wrong(arguments: tuple[str, ...], code: int) -> None:
    with pytest.raises(CommandError) as refusal:
        printed(*arguments)
    assert refusal.value.returncode == code


@pytest.mark.parametrize("role", [Role.VISITOR, Role.MEMBER])
def test_who_is_no_operator_mends_nothing(role: Role) -> None:
    stranger = PersonFacts(roles=frozenset({role}))
    with pytest.raises(Denied):
        corrections.correct(event_id=uuid.uuid4(), changes={}, by=uuid.uuid4(), person=stranger)
    with pytest.raises(Denied):
        corrections.replay(event_ids=[uuid.uuid4()], by=uuid.uuid4(), person=stranger)


def test_a_topic_moves_no_cursor(drained: Callable[[], relay.DrainResult]) -> None:
    inject(review(), topic="\x1b[2Jgone")
    drained()
    assert "\x1b" not in printed("list")


def test_pages_follow_one_another(drained: Callable[[], relay.DrainResult]) -> None:
    for rating in (6, 7, 8):
        inject(review(rating=rating))
    drained()
    first = selectors.quarantined_rows(limit=2)
    second = selectors.quarantined_rows(limit=2, after=first[-1].event_id)
    assert [each.shape["rating"] for each in (*first, *second) if each.shape] == [6, 7, 8]
    assert sum(selectors.waiting_by_reason().values()) == 3


@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_a_data_engineer_reads_shapes_and_no_payload(as_process: AsProcess, login: Login) -> None:
    inject(review(rating=9))
    with as_process("relay"):
        relay.drain()
    connection = login("analytical", "data_engineer")
    assert connection.execute("SELECT shape ->> 'rating' FROM landing.quarantine").fetchall() == [("9",)]
    for statement in ("SELECT payload FROM landing.quarantine", "UPDATE landing.quarantine SET resolved_at = now()"):
        with pytest.raises(psycopg.Error):
            connection.execute(statement)


def test_merging_follows_the_patch() -> None:
    assert merge_patch({"a": 1, "b": {"c": 2, "d": 3}}, {"a": None, "b": {"c": 4}}) == {"b": {"c": 4, "d": 3}}
    assert merge_patch(["no", "object"], {"a": 1}) == {"a": 1}


def test_the_relay_takes_an_event_once_more_when_it_is_asked_to(
    drained: Callable[[], relay.DrainResult], as_process: AsProcess
) -> None:
    """With the relay's own logins. The contract is what was mended: here, by the row being another."""
    event = refused(drained, rating=9)
    with as_process("relay"):
        tasks.replay(str(event.pk))
    assert QuarantinedEvent.objects.get(pk=event.pk).resolved_at is None
    Event.objects.filter(pk=event.pk).update(payload=review(rating=4))
    with as_process("relay"):
        tasks.replay(str(event.pk))
        tasks.replay(str(event.pk))
        tasks.replay("nonsense")
    assert QuarantinedEvent.objects.get(pk=event.pk).resolved_at
    assert Review.objects.get().rating == 4
