"""Follows restaurants, and saves how somebody wants to be notified. It decides nothing about others."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Profile, User
from accounts.private_rows import private_rows
from restaurants.enums import NotificationChannel
from restaurants.exceptions import TooManyFollows
from restaurants.models import Follow, Notification, NotificationChoice, QuietHours, Restaurant
from restaurants.rules import MAX_FOLLOWS
from restaurants.unsubscribe_links import UnsubscribeLink, read_token


def follow(*, restaurant: Restaurant, by: User) -> None:
    """Have `by` notified of new reviews of a restaurant. A second time changes nothing.

    Raises:
        TooManyFollows: they follow `MAX_FOLLOWS` restaurants.
    """
    with private_rows(by.pk):
        # The lock makes requests from two devices wait for each other.
        Profile.objects.select_for_update().only("pk").get(pk=by.pk)
        own = Follow.objects.filter(user=by)
        if own.filter(restaurant=restaurant).exists():
            return
        if own.count() >= MAX_FOLLOWS:
            raise TooManyFollows(f"You follow {MAX_FOLLOWS} restaurants. Stop following one first.")
        Follow(user=by, restaurant=restaurant).save(force_insert=True)


def unfollow(*, restaurant: Restaurant, by: User) -> None:
    """Notify `by` of new reviews of a restaurant no longer."""
    with private_rows(by.pk):
        Follow.objects.filter(user=by, restaurant=restaurant).delete()


def choose(*, channels: Mapping[str, str], hours: Mapping[str, Any] | None = None, by: User) -> None:
    """Save how `by` wants to be notified of each kind, and the hours in which they get no mail; none without `hours`.

    Links in earlier mails end no later choice. `hours` has the values of a row of `QuietHours`.
    """
    with private_rows(by.pk):
        Profile.objects.select_for_update().only("pk").get(pk=by.pk)
        known = dict(NotificationChoice.objects.filter(user=by).values_list("kind", "channel"))
        for kind, channel in channels.items():
            if kind not in known:
                NotificationChoice(user=by, kind=kind, channel=channel).save(force_insert=True)
            elif channel != known[kind]:
                own = NotificationChoice.objects.filter(user=by, kind=kind)
                own.update(channel=channel, version=F("version") + 1)
        if hours:
            QuietHours.objects.update_or_create(user=by, defaults=hours)
        else:
            QuietHours.objects.filter(user=by).delete()


def unsubscribe(*, token: str) -> None:
    """End the mails that a link stands for, if there is such a choice: the answer tells nobody."""
    link = read_token(token)
    if link is None:
        return
    with private_rows(link.person):
        _choice(link).filter(channel=NotificationChannel.MAIL).update(channel=NotificationChannel.PAGE)


def _choice(link: UnsubscribeLink) -> QuerySet[NotificationChoice]:
    """The choice that a link was sent for, unless it was changed since."""
    return NotificationChoice.objects.filter(user_id=link.person, kind=link.kind, version=link.version)


def mark_read(*, by: User) -> None:
    """Mark all notifications of `by` as read; no mail tells of them any more."""
    with private_rows(by.pk):
        unread = Notification.objects.filter(user=by, read_at=None)
        unread.update(read_at=timezone.now(), waits_for_mail=False)
