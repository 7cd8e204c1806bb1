"""Makes outbox events as the site publishes them, without people and without pages. For tests of what comes after."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

from reviews_site.ids import uuid7
from reviews_site.outbox import publish as outbox
from reviews_site.outbox.models import Event, WaitingEvent

RESTAURANT = uuid.UUID("01900000-0000-7000-8000-00000000aaaa")
OTHER = uuid.UUID("01900000-0000-7000-8000-00000000bbbb")


def review(**changes: Any) -> dict[str, Any]:
    """A valid payload of `restaurants.review_posted`, with some of its fields changed."""
    payload = {
        "review_id": str(uuid7()),
        "restaurant_id": str(RESTAURANT),
        "reviewer": str(uuid.uuid4()),
        "rating": 4,
        "text": "The dumplings were wonderful. The bill took an hour.",
        "language": "en",
        "visited_on": date(2026, 5, 1).isoformat(),
        "posted_at": datetime(2026, 5, 2, 12, tzinfo=UTC).isoformat(),
    }
    return {**payload, **changes}


def person(**changes: Any) -> dict[str, Any]:
    """A valid payload of `accounts.demographics_changed`."""
    payload: dict[str, Any] = {
        "person": str(uuid.uuid4()),
        "birth_year": 1984,
        "gender": "woman",
        "region": "AT-5",
        "changed_at": datetime(2026, 5, 2, 12, tzinfo=UTC).isoformat(),
    }
    return {**payload, **changes}


def post(payload: dict[str, Any]) -> None:
    """Publish a review as the site does."""
    outbox.publish("restaurants.review_posted", 1, payload, restaurant_id=uuid.UUID(payload["restaurant_id"]))


def publish_demographics(payload: dict[str, Any]) -> None:
    """Publish a person's demographics as the site does."""
    outbox.publish("accounts.demographics_changed", 1, payload, restaurant_id=None)


def inject(payload: Any, topic: str = "restaurants.review_posted", version: int = 1) -> Event:
    """Put a row into the outbox past all validation, as an intruder in `web` could."""
    event = Event(topic=topic, version=version, payload=payload, restaurant_id=RESTAURANT)
    event.save(force_insert=True)
    return event


def let_wait_again(**which: Any) -> None:
    """Let events wait for the relay as if it had not loaded them: all, or those that a filter finds."""
    found = Event.objects.filter(**which).values_list("pk", flat=True)
    WaitingEvent.objects.bulk_create([WaitingEvent(event_id=pk) for pk in found], ignore_conflicts=True)


def the_waiting_event() -> Event:
    """The one event that waits for the relay."""
    return Event.objects.get(pk=WaitingEvent.objects.get().pk)


def review_by_birth_years(years: dict[int | None, int], restaurant: uuid.UUID = RESTAURANT) -> None:
    """Reviews of one restaurant by so many people for each birth year."""
    for year, people in years.items():
        for _ in range(people):
            who = str(uuid.uuid4())
            if year is not None:
                publish_demographics(person(person=who, birth_year=year))
            post(review(reviewer=who, restaurant_id=str(restaurant)))
