"""Reads what somebody is notified of, follows and has chosen, for their own page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.enums import NotificationChannel, NotificationKind
from restaurants.models import Follow, Notification, NotificationChoice, QuietHours, Restaurant
from restaurants.models.restaurant import SEARCH_FIELDS

MAX_SHOWN = 100


@dataclass(frozen=True)
class NotificationPage:
    """Notifications, the latest first; what the person follows; how and when they want to be notified."""

    notifications: Sequence[Notification]
    follows: Sequence[Follow]
    channels: Mapping[str, str]
    quiet_hours: QuietHours | None


def notification_page(person: User) -> NotificationPage:
    """Everything that the page of a person shows. Four queries."""
    with private_rows(person.pk):
        shown = Notification.objects.filter(user=person).select_related("restaurant", "review__author__profile")
        follows = Follow.objects.filter(user=person).select_related("restaurant")
        chosen = dict(NotificationChoice.objects.filter(user=person).values_list("kind", "channel"))
        return NotificationPage(
            list(shown.defer(*_searched()).order_by("-id")[:MAX_SHOWN]),
            list(follows.defer(*_searched()).order_by("restaurant__name", "id")),
            {kind: chosen.get(kind, str(NotificationChannel.PAGE)) for kind in NotificationKind.values},
            QuietHours.objects.filter(user=person).first(),
        )


def follows_restaurant(person: User, restaurant: Restaurant) -> bool:
    """Whether a person follows a restaurant."""
    with private_rows(person.pk):
        return Follow.objects.filter(user=person, restaurant=restaurant).exists()


def _searched() -> list[str]:
    return [f"restaurant__{name}" for name in SEARCH_FIELDS]
