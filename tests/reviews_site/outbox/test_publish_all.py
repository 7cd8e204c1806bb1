"""Many events at once: validated like single ones, in their order, and announced once a transaction."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from reviews_site.outbox.models import Event, WaitingEvent
from reviews_site.outbox.publish import NewEvent, nudge_relay, publish, publish_all
from reviews_site.outbox.schemas import InvalidEvent

pytestmark = pytest.mark.django_db
TOPIC = "accounts.demographics_changed"


def payload(year: int | None) -> dict[str, Any]:
    """What somebody says of themselves."""
    changed_at = datetime(2026, 11, 24, tzinfo=UTC).isoformat()
    person = str(uuid.UUID(int=7, version=4))
    return {"person": person, "birth_year": year, "gender": None, "region": None, "changed_at": changed_at}


def test_they_are_written_in_their_order() -> None:
    publish_all(NewEvent(TOPIC, 1, payload(year), None) for year in (1950, 1960, 1970))
    written = Event.objects.order_by("id")
    assert [event.payload["birth_year"] for event in written] == [1950, 1960, 1970]
    assert {(event.topic, event.version) for event in written} == {(TOPIC, 1)}
    waiting = WaitingEvent.objects.values_list("pk", "attempts", "retry_at")
    assert set(waiting) == {(event.pk, 0, None) for event in written}


def test_one_that_breaks_its_schema_keeps_all_out() -> None:
    broken = [NewEvent(TOPIC, 1, payload(1950), None), NewEvent(TOPIC, 1, payload(1492), None)]
    with pytest.raises(InvalidEvent), transaction.atomic():
        publish_all(broken)
    assert not Event.objects.exists()


def test_a_transaction_announces_once(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks() as announced:
        publish(TOPIC, 1, payload(1950), restaurant_id=None)
        publish_all([NewEvent(TOPIC, 1, payload(1960), None)])
        with transaction.atomic():
            publish_all([NewEvent(TOPIC, 1, payload(1970), None)])
    assert announced == [nudge_relay]


def test_an_announcement_that_was_rolled_back_is_made_by_the_next(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks() as announced:
        with pytest.raises(InvalidEvent), transaction.atomic():
            publish(TOPIC, 1, payload(1950), restaurant_id=None)
            publish(TOPIC, 1, {}, restaurant_id=None)
        publish(TOPIC, 1, payload(1960), restaurant_id=None)
    assert announced == [nudge_relay]
