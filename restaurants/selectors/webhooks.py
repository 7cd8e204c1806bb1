"""Reads the addresses that a restaurant's team has told what happens, and what was sent to them. No secret."""

from collections.abc import Sequence
from uuid import UUID

from restaurants.models import Restaurant, Webhook, WebhookDelivery

DELIVERIES_SHOWN = 50
_COLUMNS = ("id", "restaurant_id", "url", "events", "created_at", "failing_since", "disabled_at", "previous_until")


def live_webhooks(restaurant: Restaurant) -> Sequence[Webhook]:
    """The addresses that were not revoked, the newest first."""
    return list(Webhook.objects.filter(restaurant=restaurant, revoked_at=None).only(*_COLUMNS).order_by("-id"))


def live_webhook(restaurant: Restaurant, webhook_id: UUID) -> Webhook:
    """One of them.

    Raises:
        Webhook.DoesNotExist: the restaurant has none with this id, or it was revoked.
    """
    found = next((webhook for webhook in live_webhooks(restaurant) if webhook.pk == webhook_id), None)
    if found is None:
        raise Webhook.DoesNotExist
    return found


def latest_deliveries(restaurant: Restaurant) -> Sequence[WebhookDelivery]:
    """What was sent last to any of them, the newest first."""
    sent = WebhookDelivery.objects.filter(webhook__restaurant=restaurant)
    return list(sent.select_related("webhook").defer(*_SECRETS).order_by("-id")[:DELIVERIES_SHOWN])


_SECRETS = tuple(f"webhook__{name}" for name in ("new_secret", "secret", "previous_secret"))
