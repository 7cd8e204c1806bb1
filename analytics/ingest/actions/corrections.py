"""Mends events that were refused. An event is never changed: a fix is a new one, and takes the way of every other.

It goes into the outbox, is validated there and again by the relay, and is loaded by the same loader; so emptying the
analytical store and replaying the outbox brings it back. Takes the migrator's logins: nobody else may write here.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from analytics.ingest.events import MAX_PAYLOAD_BYTES, OutboxRow, parse_event
from analytics.ingest.exceptions import CannotMend
from analytics.ingest.loading import STORE
from analytics.ingest.models import QuarantinedEvent
from reviews_site.audit.log import record
from reviews_site.outbox import schemas
from reviews_site.outbox.models import Event
from reviews_site.outbox.publish import nudge_relay
from reviews_site.outbox.schemas import InvalidEvent
from reviews_site.policy import Decision, Permission, PersonFacts
from reviews_site.policy.decide import holds
from reviews_site.regions import home_region, region_of

_LOW_64 = (1 << 64) - 1


@dataclass(frozen=True)
class ReplayResult:
    """Which events were sent again, and which would be refused again, with the reason."""

    sent: tuple[uuid.UUID, ...]
    refused: Mapping[uuid.UUID, str]


def correct(
    *,
    event_id: uuid.UUID,
    changes: Mapping[str, Any],
    version: int | None = None,
    by: uuid.UUID | None,
    person: PersonFacts,
) -> uuid.UUID:
    """Publish a mended event in the place of one that waits. The same fix twice is one fix. Returns the new event's id.

    Fields that the schema does not know are left out of it: the event that was refused still has them.

    Args:
        changes: a JSON merge patch (RFC 7396) of the payload: null removes a field.
        version: the schema version of the mended event; the same as before unless given.

    Raises:
        CannotMend: no such event waits, or it would be refused again; the message says why.
        reviews_site.policy.Denied: whoever acts may not mend events.
    """
    _may_mend(person).require()
    with transaction.atomic(using="analytical"), transaction.atomic(using="default"):
        waits = _waiting(event_id)
        known = schemas.fields(waits.topic, version or waits.version)
        whole = merged(_original(event_id).payload, changes)
        payload = {name: value for name, value in whole.items() if name in known}
        mended = _mended(event_id, waits.topic, version or waits.version, payload)
        _publish(mended, payload)
        QuarantinedEvent.objects.filter(pk=event_id).update(fix_event_id=mended.event_id)
        # Names that the schema does not know may be anything, and stay out of the log.
        names = ", ".join(sorted(known.intersection(changes)))
        record("event.mended", actor_id=by, object_id=event_id, detail={"fix": str(mended.event_id), "fields": names})
    return mended.event_id


def replay(*, event_ids: Iterable[uuid.UUID], by: uuid.UUID | None, person: PersonFacts) -> ReplayResult:
    """Send events that wait through the relay again, as they are: what refused them may have been mended since.

    Raises:
        CannotMend: one of them does not wait in the quarantine, or is gone from the outbox.
        reviews_site.policy.Denied: whoever acts may not mend events.
    """
    _may_mend(person).require()
    with transaction.atomic(using="default"):
        replayed = send_again(event_ids)
        for event_id in replayed.sent:
            record("event.replayed", actor_id=by, object_id=event_id)
        transaction.on_commit(nudge_relay)
    return replayed


def send_again(event_ids: Iterable[uuid.UUID]) -> ReplayResult:
    """Mark events that wait as not relayed yet. The relay's own logins may do this: it decides nothing by it.

    Raises:
        CannotMend: one of them does not wait in the quarantine, or is gone from the outbox.
    """
    sent, refused = [], {}
    region = region_of(STORE)
    for event_id in event_ids:
        _waiting(event_id)
        try:
            parse_event(_as_taken(_original(event_id)), now=timezone.now(), region=region)
        except InvalidEvent as problem:
            refused[event_id] = str(problem)
        else:
            sent.append(event_id)
    Event.objects.filter(pk__in=sent).update(relayed_at=None)
    return ReplayResult(tuple(sent), refused)


def merged(original: Any, changes: Any) -> Any:
    """`original` with a JSON merge patch applied (RFC 7396)."""
    if not isinstance(changes, Mapping):
        return changes
    found = dict(original) if isinstance(original, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), value)
    return found


def fix_id(event_id: uuid.UUID, version: int, payload: Any) -> uuid.UUID:
    """The id of a mended event. It sorts beside the event that it stands in for: what was said later still counts."""
    said = json.dumps([str(event_id), version, payload], sort_keys=True).encode()
    low = int.from_bytes(hashlib.sha256(said).digest()[:8]) >> 2 | 0b10 << 62
    return uuid.UUID(int=event_id.int & ~_LOW_64 | low)


def _mended(event_id: uuid.UUID, topic: str, version: int, payload: Any) -> OutboxRow:
    restaurant = payload.get("restaurant_id") if isinstance(payload, Mapping) else None
    try:
        mended = OutboxRow(
            fix_id(event_id, version, payload),
            topic,
            version,
            uuid.UUID(restaurant) if isinstance(restaurant, str) else None,
            json.dumps(payload, ensure_ascii=False),
            home_region(),
        )
        parse_event(mended, now=timezone.now(), region=region_of(STORE))
    except InvalidEvent as problem:
        raise CannotMend(f"It would be refused again: {problem}") from None
    except ValueError:
        raise CannotMend("It would be refused again: its restaurant_id is no id.") from None
    return mended


def _publish(mended: OutboxRow, payload: Any) -> None:
    known = Event.objects.filter(pk=mended.event_id).first()
    if known is None:
        event = Event(
            id=mended.event_id,
            topic=mended.topic,
            version=mended.version,
            restaurant_id=mended.restaurant_id,
            payload=payload,
        )
        event.save(force_insert=True)
    elif (known.topic, known.version, known.payload) != (mended.topic, mended.version, payload):
        raise CannotMend("Another event has the id that the mended one would have.")
    transaction.on_commit(nudge_relay)


def _waiting(event_id: uuid.UUID) -> QuarantinedEvent:
    # Without the payload: the outbox has it whole.
    found = QuarantinedEvent.objects.defer("payload").filter(pk=event_id, resolved_at=None).first()
    if found is None:
        raise CannotMend(f"{event_id} does not wait in the quarantine.")
    return found


def _original(event_id: uuid.UUID) -> Event:
    found = Event.objects.filter(pk=event_id).first()
    if found is None:
        raise CannotMend(f"{event_id} is not in the outbox any more.")
    return found


def _as_taken(event: Event) -> OutboxRow:
    written = json.dumps(event.payload, ensure_ascii=False)
    small = written if len(written) <= MAX_PAYLOAD_BYTES else None
    return OutboxRow(event.pk, event.topic, event.version, event.restaurant_id, small, event.home_region)


def _may_mend(person: PersonFacts) -> Decision:
    allowed = holds(person.roles, Permission.EVENTS_MEND)
    return Decision(allowed, "Refused events are mended by the people who run the loads.")
