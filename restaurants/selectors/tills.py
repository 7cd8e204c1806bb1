"""Reads a restaurant's tills, and what they sent. No secret: `web` can't read one."""

from collections.abc import Sequence

from restaurants.models import Restaurant, Till, TillMessage

MESSAGES_SHOWN = 50
_COLUMNS = ("id", "restaurant_id", "name", "created_at", "previous_until")
_OF_MESSAGES = ("id", "till_id", "till__id", "till__name", "message_id", "received_at", "outcome", "days", "problem")


def live_tills(restaurant: Restaurant) -> Sequence[Till]:
    """The addresses that work, the newest first."""
    return list(Till.objects.filter(restaurant=restaurant, revoked_at=None).only(*_COLUMNS).order_by("-id"))


def latest_messages(restaurant: Restaurant) -> Sequence[TillMessage]:
    """What was sent last to any till of the restaurant, the newest first."""
    messages = TillMessage.objects.filter(till__restaurant=restaurant).select_related("till").only(*_OF_MESSAGES)
    return list(messages.order_by("-id")[:MESSAGES_SHOWN])
