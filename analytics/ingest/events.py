"""Turns an outbox row into a typed fact, or says why it can't be one. Pure: it reads and writes no store.

Whoever broke into `web` can insert any row into the outbox, so nothing here trusts one: not its size, not its JSON,
not its schema, not its dates. `person` and `reviewer` are pseudonyms.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.ingest.enums import PrivacyRequestKind
from reviews_site.outbox import schemas
from reviews_site.outbox.schemas import InvalidEvent

REVIEW_POSTED = "restaurants.review_posted"
REVIEW_EDITED = "restaurants.review_edited"
REVIEW_WITHDRAWN = "restaurants.review_withdrawn"
DEMOGRAPHICS_CHANGED = "accounts.demographics_changed"
DATA_USES_CHANGED = "accounts.data_uses_changed"
RESTAURANT_LISTED = "restaurants.restaurant_listed"
VISITS_COUNTED = "restaurants.visits_counted"
DAYS_PLANNED = "restaurants.days_planned"
PRIVACY_REQUESTED = "accounts.privacy_requested"
# The only login that may publish a request of erasure. An intruder in `web` gets at most an export made.
ERASURE_PUBLISHER = "privacy"

# A review's text ends at 5,000 characters, so an honest event is a tenth of this.
MAX_PAYLOAD_BYTES = 64_000
EARLIEST_YEAR = 1990
_ASPECTS = ("food", "service", "value", "ambience")
# `restaurants.rules.PLANNED_DAYS_AHEAD`, and a day for time zones.
PLANNED_AHEAD = timedelta(days=401)
CLOCK_SKEW = timedelta(minutes=5)


class ForeignRegion(InvalidEvent):
    """The event belongs to another cell: nothing of it may be kept here, not even as refused."""


@dataclass(frozen=True)
class OutboxRow:
    """One row of the outbox. `payload` is JSON text; None when it is larger than `MAX_PAYLOAD_BYTES`."""

    event_id: uuid.UUID
    topic: str
    version: int
    restaurant_id: uuid.UUID | None
    payload: str | None
    home_region: str
    # The login that wrote it; empty where nobody asks.
    published_by: str = ""
    # How often loading it failed before.
    attempts: int = 0


@dataclass(frozen=True)
class ReviewFact:
    """A review as `core.reviews` holds it."""

    row: OutboxRow
    restaurant_id: uuid.UUID
    review_id: uuid.UUID
    reviewer: uuid.UUID
    rating: int
    text: str
    language: str
    visited_on: date
    posted_at: datetime
    food: int | None = None
    service: int | None = None
    value: int | None = None
    ambience: int | None = None
    # Of two events about one review that of the higher version counts, whenever it arrives.
    review_version: int = 1


@dataclass(frozen=True)
class WithdrawalFact:
    """That a review was withdrawn."""

    row: OutboxRow
    review_id: uuid.UUID
    reviewer: uuid.UUID
    withdrawn_at: datetime


@dataclass(frozen=True)
class DemographicsFact:
    """A person's demographics as `core.user_demographics` holds them."""

    row: OutboxRow
    person: uuid.UUID
    birth_year: int | None
    gender: str | None
    region: str | None
    changed_at: datetime


@dataclass(frozen=True)
class DataUsesFact:
    """What a person's data may be used for, as `core.allowed_uses` holds it."""

    row: OutboxRow
    person: uuid.UUID
    statistics: bool
    models: bool
    datasets: bool
    changed_at: datetime


@dataclass(frozen=True)
class RestaurantFact:
    """An event about a restaurant and no person. The store takes the payload apart, which has been checked here."""

    row: OutboxRow
    restaurant_id: uuid.UUID
    occurred_at: datetime


@dataclass(frozen=True)
class PrivacyRequestFact:
    """What somebody asked of the analytical store."""

    row: OutboxRow
    request_id: uuid.UUID
    kind: PrivacyRequestKind
    person: uuid.UUID
    asked_at: datetime


Fact = ReviewFact | WithdrawalFact | DemographicsFact | DataUsesFact | RestaurantFact | PrivacyRequestFact
Payload = Mapping[str, Any]
# An event that is not loaded, with the reason.
Refusal = tuple[OutboxRow, str]


def parse_event(row: OutboxRow, *, now: datetime, region: str | None) -> Fact:
    """The typed fact of an outbox row.

    Raises:
        ForeignRegion: it is of another region than the store's.
        InvalidEvent: with the reason, and never with the value, which may be personal.
    """
    if row.home_region != region:
        raise ForeignRegion("It is of another region.")
    payload = _parse_payload(row.payload)
    schemas.validate(row.topic, row.version, payload)
    if row.topic not in _PARSERS:
        raise InvalidEvent(f"Nothing here loads {row.topic} v{row.version}.")
    try:
        return _PARSERS[row.topic](row, payload, now)
    except (ValueError, OverflowError):
        raise InvalidEvent("A date or an id has the right shape, but there is no such date or id.") from None


def _parse_payload(text: str | None) -> Payload:
    if text is None or len(text) > MAX_PAYLOAD_BYTES:
        raise InvalidEvent(f"The payload is larger than {MAX_PAYLOAD_BYTES} bytes.")
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidEvent("The payload can't be read as JSON: a number or the nesting is absurd.") from None
    if not isinstance(payload, dict):
        raise InvalidEvent("The payload is not a JSON object.")
    return payload


def _parse_review(row: OutboxRow, payload: Payload, now: datetime) -> ReviewFact:
    visited_on = date.fromisoformat(payload["visited_on"])
    _check_days([visited_on], now)
    return ReviewFact(
        row=row,
        restaurant_id=_parse_restaurant_id(row, payload),
        review_id=uuid.UUID(payload["review_id"]),
        reviewer=uuid.UUID(payload["reviewer"]),
        rating=int(payload["rating"]),
        text=payload["text"],
        language=payload["language"],
        visited_on=visited_on,
        posted_at=_parse_time(payload["posted_at"], now),
        **{name: payload.get(name) for name in _ASPECTS},
        review_version=int(payload.get("review_version", 1)),
    )


def _parse_edit(row: OutboxRow, payload: Payload, now: datetime) -> ReviewFact:
    _parse_time(payload["edited_at"], now)
    return _parse_review(row, payload, now)


def _parse_withdrawal(row: OutboxRow, payload: Payload, now: datetime) -> WithdrawalFact:
    _parse_restaurant_id(row, payload)
    return WithdrawalFact(
        row=row,
        review_id=uuid.UUID(payload["review_id"]),
        reviewer=uuid.UUID(payload["reviewer"]),
        withdrawn_at=_parse_time(payload["withdrawn_at"], now),
    )


def _parse_demographics(row: OutboxRow, payload: Payload, now: datetime) -> DemographicsFact:
    birth_year = payload["birth_year"]
    if birth_year is not None and birth_year > now.year:
        raise InvalidEvent("The birth year lies in the future.")
    return DemographicsFact(
        row=row,
        person=uuid.UUID(payload["person"]),
        birth_year=None if birth_year is None else int(birth_year),
        gender=payload["gender"],
        region=payload["region"],
        changed_at=_parse_time(payload["changed_at"], now),
    )


def _parse_data_uses(row: OutboxRow, payload: Payload, now: datetime) -> DataUsesFact:
    return DataUsesFact(
        row=row,
        person=uuid.UUID(payload["person"]),
        statistics=payload["statistics"],
        models=payload["models"],
        datasets=payload["datasets"],
        changed_at=_parse_time(payload["changed_at"], now),
    )


def _parse_listing(row: OutboxRow, payload: Payload, now: datetime) -> RestaurantFact:
    return RestaurantFact(row, _parse_restaurant_id(row, payload), _parse_time(payload["listed_at"], now))


def _parse_visits(row: OutboxRow, payload: Payload, now: datetime) -> RestaurantFact:
    _check_days(_parse_days(payload), now)
    if payload.get("currency") is None and any(count.get("takings") is not None for count in payload["days"]):
        raise InvalidEvent("Takings have no currency.")
    return RestaurantFact(row, _parse_restaurant_id(row, payload), _parse_time(payload["counted_at"], now))


def _parse_plan(row: OutboxRow, payload: Payload, now: datetime) -> RestaurantFact:
    _check_days(_parse_days(payload), now + PLANNED_AHEAD)
    return RestaurantFact(row, _parse_restaurant_id(row, payload), _parse_time(payload["planned_at"], now))


def _parse_days(payload: Payload) -> set[date]:
    days = {date.fromisoformat(each["day"]) for each in payload["days"]}
    if len(days) < len(payload["days"]):
        raise InvalidEvent("A day is named twice.")
    return days


def _parse_privacy_request(row: OutboxRow, payload: Payload, now: datetime) -> PrivacyRequestFact:
    kind = PrivacyRequestKind(payload["kind"])
    if kind is PrivacyRequestKind.ERASURE and row.published_by != ERASURE_PUBLISHER:
        raise InvalidEvent(f"Only the login {ERASURE_PUBLISHER} publishes that kind of request.")
    return PrivacyRequestFact(
        row=row,
        request_id=uuid.UUID(payload["request_id"]),
        kind=kind,
        person=uuid.UUID(payload["person"]),
        asked_at=_parse_time(payload["asked_at"], now),
    )


_PARSERS: Mapping[str, Callable[[OutboxRow, Payload, datetime], Fact]] = {
    REVIEW_POSTED: _parse_review,
    REVIEW_EDITED: _parse_edit,
    REVIEW_WITHDRAWN: _parse_withdrawal,
    DEMOGRAPHICS_CHANGED: _parse_demographics,
    DATA_USES_CHANGED: _parse_data_uses,
    RESTAURANT_LISTED: _parse_listing,
    VISITS_COUNTED: _parse_visits,
    DAYS_PLANNED: _parse_plan,
    PRIVACY_REQUESTED: _parse_privacy_request,
}


def _parse_restaurant_id(row: OutboxRow, payload: Payload) -> uuid.UUID:
    # Both are as the schema has them: lower case, with hyphens.
    if row.restaurant_id is None or payload["restaurant_id"] != str(row.restaurant_id):
        raise InvalidEvent("The row and its payload name different restaurants.")
    return row.restaurant_id


def _check_days(days: Iterable[date], now: datetime) -> None:
    if min(days).year < EARLIEST_YEAR or max(days) > (now + timedelta(days=1)).date():
        raise InvalidEvent("A day lies in the future or too far back.")


def _parse_time(text: str, now: datetime) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise InvalidEvent("A time has no time zone.")
    if moment.year < EARLIEST_YEAR or moment > now + CLOCK_SKEW:
        raise InvalidEvent("A time lies in the future or too far back.")
    return moment
