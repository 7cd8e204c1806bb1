"""Mends refused events. An event is never changed: a fix is a new event, which takes the usual way.

It goes into the outbox, is validated there and again by the relay, and is loaded by the same loader; so replaying the
outbox into an empty analytical store restores it. Needs the migrator's logins: nobody else may write here.
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
from analytics.ingest.models import QuarantinedEvent
from analytics.ingest.store import STORE
from reviews_site.audit.log import record
from reviews_site.outbox import schemas
from reviews_site.outbox.models import Event, WaitingEvent
from reviews_site.outbox.publish import nudge_relay
from reviews_site.outbox.schemas import InvalidEvent
from reviews_site.policy import Decision, Permission, PersonFacts
from reviews_site.policy.decide import holds
from reviews_site.regions import home_region, region_of

_LOW_64 = (1 << 64) - 1


@dataclass(frozen=True)
class ReplayResult:
    """Events that were sent again, and events that would be refused again, with the reason."""

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
    """Publish a mended event in place of one that waits. Idempotent. Returns the new event's id.

    Fields that the schema does not know are left out: the refused event still has them.

    Args:
        changes: a JSON merge patch (RFC 7396) of the payload: null removes a field.
        version: the schema version of the mended event; unchanged unless given.

    Raises:
        CannotMend: no such event waits, or it would be refused again; the message says why.
        reviews_site.policy.Denied: `person` may not mend events.
    """
    _may_mend(person).require()
    with transaction.atomic(using="analytical"), transaction.atomic(using="default"):
        waiting = _waiting_event(event_id)
        version = version or waiting.version
        known_fields = schemas.fields(waiting.topic, version)
        changed = merge_patch(_original_event(event_id).payload, changes)
        payload = {name: value for name, value in changed.items() if name in known_fields}
        mended = _mend(event_id, waiting.topic, version, payload)
        _publish(mended, payload)
        QuarantinedEvent.objects.filter(pk=event_id).update(fix_event_id=mended.event_id)
        # Field names that the schema does not know may be personal, and stay out of the log.
        names = ", ".join(sorted(known_fields.intersection(changes)))
        record("event.mended", actor_id=by, object_id=event_id, detail={"fix": str(mended.event_id), "fields": names})
    return mended.event_id


def replay(*, event_ids: Iterable[uuid.UUID], by: uuid.UUID | None, person: PersonFacts) -> ReplayResult:
    """Send waiting events through the relay again, unchanged: the reason for their refusal may be mended by now.

    Raises:
        CannotMend: an event does not wait in the quarantine, or is gone from the outbox.
        reviews_site.policy.Denied: `person` may not mend events.
    """
    _may_mend(person).require()
    with transaction.atomic(using="default"):
        replayed = send_again(event_ids)
        for event_id in replayed.sent:
            record("event.replayed", actor_id=by, object_id=event_id)
        transaction.on_commit(nudge_relay)
    return replayed


def send_again(event_ids: Iterable[uuid.UUID]) -> ReplayResult:
    """Let events of the quarantine wait for the relay again. The relay's own logins may do this: it decides nothing.

    Raises:
        CannotMend: an event does not wait in the quarantine, or is gone from the outbox.
    """
    sent, refused = [], {}
    region = region_of(STORE)
    for event_id in event_ids:
        _waiting_event(event_id)
        try:
            parse_event(_outbox_row(_original_event(event_id)), now=timezone.now(), region=region)
        except InvalidEvent as problem:
            refused[event_id] = str(problem)
        else:
            sent.append(event_id)
    WaitingEvent.objects.bulk_create(
        [WaitingEvent(event_id=event_id) for event_id in sent],
        update_conflicts=True,
        unique_fields=["event_id"],
        update_fields=["retry_at"],
    )
    return ReplayResult(tuple(sent), refused)


def merge_patch(original: Any, changes: Any) -> Any:
    """`original` with a JSON merge patch applied (RFC 7396)."""
    if not isinstance(changes, Mapping):
        return changes
    merged = dict(original) if isinstance(original, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def fix_id(event_id: uuid.UUID, version: int, payload: Any) -> uuid.UUID:
    """The id of a mended event. It sorts beside the event that it replaces, so that later events still win."""
    content = json.dumps([str(event_id), version, payload], sort_keys=True).encode()
    low = int.from_bytes(hashlib.sha256(content).digest()[:8]) >> 2 | 0b10 << 62
    return uuid.UUID(int=event_id.int & ~_LOW_64 | low)


def _mend(event_id: uuid.UUID, topic: str, version: int, payload: dict[str, Any]) -> OutboxRow:
    restaurant_id = payload.get("restaurant_id")
    try:
        mended = OutboxRow(
            fix_id(event_id, version, payload),
            topic,
            version,
            uuid.UUID(restaurant_id) if isinstance(restaurant_id, str) else None,
            json.dumps(payload, ensure_ascii=False),
            home_region(),
        )
        parse_event(mended, now=timezone.now(), region=region_of(STORE))
    except InvalidEvent as problem:
        raise CannotMend(f"It would be refused again: {problem}") from None
    except ValueError:
        raise CannotMend("It would be refused again: its restaurant_id is no id.") from None
    return mended


def _publish(mended: OutboxRow, payload: dict[str, Any]) -> None:
    existing = Event.objects.filter(pk=mended.event_id).first()
    if existing is None:
        event = Event(
            id=mended.event_id,
            topic=mended.topic,
            version=mended.version,
            restaurant_id=mended.restaurant_id,
            payload=payload,
        )
        event.save(force_insert=True)
    elif (existing.topic, existing.version, existing.payload) != (mended.topic, mended.version, payload):
        raise CannotMend("Another event already has the id of the mended one.")
    transaction.on_commit(nudge_relay)


def _waiting_event(event_id: uuid.UUID) -> QuarantinedEvent:
    # Without the payload: the outbox has it in full.
    event = QuarantinedEvent.objects.defer("payload").filter(pk=event_id, resolved_at=None).first()
    if event is None:
        raise CannotMend(f"{event_id} does not wait in the quarantine.")
    return event


def _original_event(event_id: uuid.UUID) -> Event:
    event = Event.objects.filter(pk=event_id).first()
    if event is None:
        raise CannotMend(f"{event_id} is not in the outbox any more.")
    return event


def _outbox_row(event: Event) -> OutboxRow:
    text = json.dumps(event.payload, ensure_ascii=False)
    payload = text if len(text) <= MAX_PAYLOAD_BYTES else None
    return OutboxRow(event.pk, event.topic, event.version, event.restaurant_id, payload, event.home_region)


def _may_mend(person: PersonFacts) -> Decision:
    allowed = holds(person.roles, Permission.EVENTS_MEND)
    return Decision(allowed, "Only data engineers and operators can mend refused events.")
