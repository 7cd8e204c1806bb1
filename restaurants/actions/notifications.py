"""What the worker `mail` does about notifications: make them, mail them, delete old ones. All by database functions."""

import json
from typing import Any

from django.db import connection, transaction

from accounts.actions import mail
from restaurants.database_functions import call_function
from restaurants.enums import NotificationKind
from restaurants.unsubscribe_links import UnsubscribeLink
from reviews_site.web.discovery import absolute

MAX_LISTED = 20
# The first sentence of a mail, by the kind. It names no person, and nothing that was written.
_SENTENCES = {
    NotificationKind.NEW_REVIEW: "There are new reviews of:",
    NotificationKind.PHOTO_PUBLISHED: "Photos that you added are on the page of:",
    NotificationKind.PHOTO_REFUSED: "A photo that you added is not shown at:",
    NotificationKind.RECEIPT_DECIDED: "There is an answer to the receipt that you sent for your review of:",
    NotificationKind.REPLY: "The restaurant replied to your review of:",
    NotificationKind.TEAM_REVIEW: "There are new reviews of your restaurant:",
    NotificationKind.RATING_DROP: "The ratings of the last week are lower than those of the months before, at:",
    NotificationKind.REVIEW_BURST: "There are more reviews today than on a usual day, at:",
    NotificationKind.SUGGESTION: "There is a decision on what you suggested for:",
    NotificationKind.TEAM_SUGGESTION: "Guests suggest changes to the page of your restaurant:",
    NotificationKind.FORECAST_MISSED: "More or fewer guests came than were forecast, at:",
    NotificationKind.HELPFUL: "Somebody found your review helpful, of:",
}


def make() -> int:
    """Make the notifications that are due; how many there were."""
    return int(call_function("restaurants_make_notifications"))


def queue_mails() -> int:
    """Put the mails that are due on their way, each in a transaction of its own; how many there were."""
    count = 0
    while _queue_one():
        count += 1
    return count


def delete_old() -> None:
    """Delete notifications of more than 90 days ago."""
    call_function("restaurants_delete_old_notifications")


@transaction.atomic
def _queue_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, kind, version, address, restaurants FROM public.restaurants_take_notification_mail()"
        )
        row = cursor.fetchone()
    if row is None:
        return False
    person, kind, version, address, restaurants = row
    _queue(UnsubscribeLink(person, NotificationKind(kind), version), address, json.loads(restaurants or "[]"))
    return True


def _queue(link: UnsubscribeLink, address: str, restaurants: list[dict[str, Any]]) -> None:
    unsubscribe_url = link.address
    page = {
        "sentence": _SENTENCES[link.kind],
        # A name is one line of the mail, whatever its listing says.
        "restaurants": [{**each, "name": mail.one_line(each["name"])} for each in restaurants[:MAX_LISTED]],
        "more": len(restaurants[MAX_LISTED:]),
        "counts": link.kind in (NotificationKind.NEW_REVIEW, NotificationKind.TEAM_REVIEW),
        "site": absolute(""),
        "unsubscribe_url": unsubscribe_url,
    }
    mail.queue_template("notification", page, to=address, subject=str(link.kind.label), unsubscribe_url=unsubscribe_url)
