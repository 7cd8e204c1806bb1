"""What the worker `webhooks` does with messages: seal secrets, sign, send, try again later, and give an address up.

Each message is tried for three days. What is being sent is leased for a minute, so that a worker that died delays it.
"""

import json
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from restaurants.enums import DeliveryState, WebhookEvent
from restaurants.models import Restaurant, Webhook, WebhookDelivery
from restaurants.rotated_secrets import live_secrets, seal_new
from restaurants.webhooks.sending import SendResult, post
from reviews_site.crypto.standard_webhooks import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign
from reviews_site.processes import Purpose
from reviews_site.web.discovery import absolute

THREADS, BATCH = 8, 16
LEASE = timedelta(minutes=1)
FIRST_WAIT, LONGEST_WAIT, TRIED_FOR = timedelta(seconds=30), timedelta(hours=6), timedelta(days=3)
KEPT_FOR = timedelta(days=7)
Send = Callable[[str, bytes, dict[str, str]], SendResult]
# Where to read more of what is about no review.
_PAGES: dict[str, str] = {
    WebhookEvent.RATING_DROPPED: "dashboard",
    WebhookEvent.GUEST_NUMBERS_ACCEPTED: "guest-numbers",
}
_COLUMNS = ("id", "restaurant_id", "url", "revoked_at", "secret", "previous_secret", "previous_until", "failing_since")


def deliver_due(send: Send = post) -> int:
    """Send what is due, of each address one message at a time. Returns how many there were."""
    seal_new(Webhook, Purpose.WEBHOOK_SECRETS)
    count = 0
    while batch := _take_batch():
        _send_all(batch, send)
        count += len(batch)
    return count


def delete_old() -> None:
    """Delete messages after a week."""
    WebhookDelivery.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)._raw_delete(using="default")


@transaction.atomic
def _take_batch() -> list[WebhookDelivery]:
    """The first message that is due for each of some addresses; those that answered last come first."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now)
    firsts = due.order_by("webhook_id", "id").distinct("webhook_id").values("id")
    found = WebhookDelivery.objects.filter(pk__in=firsts, state=DeliveryState.WAITING)
    ordered = found.order_by(F("webhook__failing_since").asc(nulls_first=True), "id")
    batch = list(ordered.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    WebhookDelivery.objects.filter(pk__in=[each.pk for each in batch]).update(due_at=now + LEASE)
    return batch


def _send_all(batch: Sequence[WebhookDelivery], send: Send) -> None:
    hooks = {hook.pk: hook for hook in Webhook.objects.filter(pk__in={m.webhook_id for m in batch}).only(*_COLUMNS)}
    slugs = dict(Restaurant.objects.filter(pk__in={h.restaurant_id for h in hooks.values()}).values_list("id", "slug"))
    prepared = []
    for message in batch:
        hook = hooks[message.webhook_id]
        body = payload_of(message, slugs[hook.restaurant_id])
        prepared.append((hook.url, body, signed_headers(hook, message, body)))
    # Threads send, and ask the database nothing.
    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(lambda each: send(*each), prepared))
    for message, result in zip(batch, results, strict=True):
        _note(message, hooks[message.webhook_id], result)


def payload_of(message: WebhookDelivery, slug: str) -> bytes:
    """What a receiver is told: what happened at which restaurant, and where to read it. Nothing of a person."""
    data: dict[str, str] = {"restaurant": slug}
    if message.review_id:
        data["review"] = str(message.review_id)
        if message.event != WebhookEvent.REVIEW_WITHDRAWN:
            data["url"] = absolute(f"/api/v1/restaurants/{slug}/reviews/{message.review_id}")
    elif message.event in _PAGES:
        data["url"] = absolute(f"/api/v1/restaurants/{slug}/{_PAGES[message.event]}")
    document = {"type": message.event, "timestamp": message.created_at.isoformat(), "data": data}
    return json.dumps(document, separators=(",", ":")).encode()


def signed_headers(hook: Webhook, message: WebhookDelivery, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each secret that is valid now."""
    sent_at = int(timezone.now().timestamp())
    secrets = live_secrets(hook, Purpose.WEBHOOK_SECRETS)
    signatures = [sign(secret, message_id=str(message.pk), sent_at=sent_at, body=body) for secret in secrets]
    return {ID_HEADER: str(message.pk), TIME_HEADER: str(sent_at), SIGNATURE_HEADER: " ".join(signatures)}


@transaction.atomic
def _note(message: WebhookDelivery, hook: Webhook, result: SendResult) -> None:
    """What came of an attempt: done, later, or given up."""
    now = timezone.now()
    message.attempts += 1
    if result.is_delivered:
        state, due_at = DeliveryState.DELIVERED, now
    else:
        due_at = now + wait_after(message.attempts)
        is_over = due_at > message.created_at + TRIED_FOR or message.event == WebhookEvent.PING
        state = DeliveryState.FAILED if is_over else DeliveryState.WAITING
    WebhookDelivery.objects.filter(pk=message.pk).update(
        state=state,
        attempts=message.attempts,
        due_at=due_at,
        tried_at=now,
        status=result.status,
        milliseconds=result.milliseconds,
        problem=result.problem,
    )
    _note_health(hook, result, now)


def _note_health(hook: Webhook, result: SendResult, now: datetime) -> None:
    if result.is_delivered:
        Webhook.objects.filter(pk=hook.pk).exclude(failing_since=None).update(failing_since=None)
    else:
        Webhook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=now)
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.restaurants_disable_webhook(%s)", [hook.pk])


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, and by chance a half more or less."""
    longest: timedelta = min(FIRST_WAIT * 2 ** min(attempts - 1, 12), LONGEST_WAIT)
    by_chance: float = random.uniform(0.5, 1.5)  # noqa: S311 - spreads attempts, and guards nothing
    return timedelta(seconds=longest.total_seconds() * by_chance)
