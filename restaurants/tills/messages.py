"""What the worker `tills` does with messages. It alone holds the key under which the secrets are sealed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from restaurants.actions import visits
from restaurants.enums import TillOutcome
from restaurants.exceptions import InvalidVisits
from restaurants.models import Restaurant, Till, TillMessage
from restaurants.models.till import VERIFIED
from restaurants.rotated_secrets import live_secrets, seal_new
from restaurants.tills.content import OtherMessage, UnreadableMessage, read_days
from reviews_site.crypto.standard_webhooks import is_recent, is_signed
from reviews_site.processes import Purpose

BATCH = 200
_COLUMNS = ("id", "restaurant_id", "revoked_at", "secret", "previous_secret", "previous_until")
KEPT_FOR, REFUSED_KEPT_FOR = timedelta(days=30), timedelta(days=7)


def read_waiting() -> int:
    """Seal new secrets, then look at every message that waits. Returns how many there were."""
    seal_new(Till, Purpose.TILL_SECRETS)
    count = 0
    while found := _read_batch():
        count += found
    return count


def delete_old() -> None:
    """Delete messages after 30 days, and after a week those that were not signed by the till."""
    now = timezone.now()
    verified = TillMessage.objects.filter(outcome__in=VERIFIED)
    verified.filter(received_at__lt=now - KEPT_FOR)._raw_delete(using="default")
    others = TillMessage.objects.exclude(outcome__in=[*VERIFIED, TillOutcome.WAITING])
    others.filter(received_at__lt=now - REFUSED_KEPT_FOR)._raw_delete(using="default")


@transaction.atomic
def _read_batch() -> int:
    waiting = TillMessage.objects.filter(outcome=TillOutcome.WAITING).order_by("id")
    messages = list(waiting.select_for_update(skip_locked=True, of=("self",)).defer("digest")[:BATCH])
    known = Till.objects.filter(pk__in={message.till_id for message in messages}).only(*_COLUMNS)
    tills = {till.pk: till for till in known}
    secrets = {till.pk: live_secrets(till, Purpose.TILL_SECRETS) for till in tills.values()}
    seen = _verified_ids(messages)
    for message in messages:
        till = tills[message.till_id]
        message.outcome = _outcome_of_headers(message, secrets[till.pk], seen)
        if message.outcome == TillOutcome.ACCEPTED:
            seen.add((till.pk, message.message_id))
            _save(message, till)
        message.body = message.signatures = ""
    TillMessage.objects.bulk_update(messages, ["outcome", "days", "problem", "body", "signatures"])
    return len(messages)


def _verified_ids(messages: Iterable[TillMessage]) -> set[tuple[object, str]]:
    of_tills = {message.till_id for message in messages}
    known = TillMessage.objects.filter(
        till__in=of_tills, message_id__in={message.message_id for message in messages}, outcome__in=VERIFIED
    )
    return set(known.values_list("till_id", "message_id"))


def _outcome_of_headers(message: TillMessage, secrets: list[str], seen: set[tuple[object, str]]) -> TillOutcome:
    """What a message is by its headers. The signature comes first: what is not signed uses up no id."""
    signed = is_signed(
        secrets,
        message_id=message.message_id,
        sent_at=message.sent_at,
        body=message.body.encode(),
        signatures=message.signatures,
    )
    if not signed:
        return TillOutcome.FORGED
    if not is_recent(message.sent_at, now=message.received_at.timestamp()):
        return TillOutcome.LATE
    return TillOutcome.REPLAYED if (message.till_id, message.message_id) in seen else TillOutcome.ACCEPTED


def _save(message: TillMessage, till: Till) -> None:
    """Save the days of a verified message, or note what is wrong with it."""
    try:
        days = read_days(message.body)
        message.days = visits.record(restaurant=Restaurant(pk=till.restaurant_id), days=days, by=None).written
    except OtherMessage:
        message.outcome = TillOutcome.OTHER
    except (UnreadableMessage, InvalidVisits) as problem:
        message.outcome, message.problem = TillOutcome.UNREADABLE, str(problem)[:300]
