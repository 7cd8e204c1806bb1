"""Makes, renews and revokes addresses that are told what happens at a restaurant, and has messages sent again.

All of it by functions of the database, which ask who acts. The worker `webhooks` sends.
"""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from django.db import transaction

from accounts.models import User
from restaurants.database_functions import call_function
from restaurants.enums import WebhookEvent
from restaurants.exceptions import WebhookRefused
from restaurants.models import Restaurant, Webhook, WebhookDelivery
from restaurants.webhooks.addresses import AddressRefused, read_url
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.crypto.standard_webhooks import new_secret

DELIVER_TASK = "restaurants.webhooks.deliver"
MAX_WEBHOOKS = 5


@transaction.atomic
def make(*, restaurant: Restaurant, url: str, events: Collection[WebhookEvent], by: User) -> tuple[UUID, str]:
    """A new address, and the secret with which messages to it are signed, which can't be shown again.

    Raises:
        WebhookRefused: the address is none that may be told, `by` is no owner, or there are `MAX_WEBHOOKS`.
    """
    try:
        read_url(url)
    except AddressRefused as problem:
        raise WebhookRefused(str(problem)) from None
    secret = new_secret()
    made = call_function("restaurants_make_webhook", by.pk, restaurant.pk, url, sorted(events), secret)
    if made is None:
        raise WebhookRefused(f"A restaurant has at most {MAX_WEBHOOKS} addresses. Revoke one that you don’t need.")
    record("webhook.made", actor_id=by.pk, object_id=restaurant.pk, detail={"webhook": str(made)})
    transaction.on_commit(nudge)
    return cast(UUID, made), secret


@transaction.atomic
def renew(*, webhook: Webhook, by: User) -> str:
    """Another secret; for a day messages are signed with both.

    Raises:
        WebhookRefused: `by` may not, it was revoked, or its last secret is seconds old.
    """
    secret = new_secret()
    if not call_function("restaurants_renew_webhook", by.pk, webhook.pk, secret):
        raise WebhookRefused("The secret was renewed a moment ago. Wait a minute, and look at the list again.")
    record("webhook.renewed", actor_id=by.pk, object_id=webhook.restaurant_id, detail={"webhook": str(webhook.pk)})
    transaction.on_commit(nudge)
    return secret


@transaction.atomic
def revoke(*, webhook: Webhook, by: User) -> None:
    """Tell an address nothing more.

    Raises:
        WebhookRefused: `by` may not, or it was revoked already.
    """
    if not call_function("restaurants_revoke_webhook", by.pk, webhook.pk):
        raise WebhookRefused("This address is told nothing any more.")
    record("webhook.revoked", actor_id=by.pk, object_id=webhook.restaurant_id, detail={"webhook": str(webhook.pk)})


@transaction.atomic
def ping(*, webhook: Webhook, by: User) -> None:
    """Send a test message, also to an address that was disabled.

    Raises:
        WebhookRefused: `by` may not, or there were twenty within an hour.
    """
    if not call_function("restaurants_ping_webhook", by.pk, webhook.pk):
        raise WebhookRefused("Twenty test messages an hour are enough. Please try again later.")
    transaction.on_commit(nudge)


@transaction.atomic
def resend(*, delivery: WebhookDelivery, by: User) -> None:
    """Send a message once more, under its id.

    Raises:
        WebhookRefused: `by` may not, it waits already, or its address is disabled.
    """
    if not call_function("restaurants_resend_webhook", by.pk, delivery.pk):
        raise WebhookRefused("This message waits already, or its address is disabled: send a test message first.")
    transaction.on_commit(nudge)


def nudge() -> None:
    """Tell the worker that there is something to send."""
    # A lost message delays and never loses: the worker looks every ten seconds.
    app.nudge(DELIVER_TASK)
