"""Writes, edits and deletes replies to reviews for a restaurant's team, and decides on those on hold for staff.

Every write is a function of the database (`sql/default/replies.sql`), which asks itself whether the person may reply.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actions import consents
from accounts.models import User
from accounts.private_rows import private_rows
from restaurants.database_functions import call_function
from restaurants.enums import ReplyState
from restaurants.exceptions import InvalidReply, ReplyChanged
from restaurants.guest_details import Known, guest_details
from restaurants.language import guess_language
from restaurants.models import Reply, RestaurantRating, Review
from restaurants.rules import MAX_REPLIES_PER_DAY, MAX_REPLY_EDITS, normalize_text, reply_problem
from restaurants.selectors import permissions_on
from reviews_site.audit.log import record
from reviews_site.policy import Denied, Role
from reviews_site.policy.replies import may_check_reply, may_reply

CHANGED = "Somebody else changed this reply in the meantime. Look at it as it is now, and make your change again."
_ONES_OWN = "You work with this restaurant, or the review is yours. Ask a colleague to decide."


def write(*, review: Review, text: str, by: User, seen: int | None = None) -> ReplyState:
    """Reply to a review, or give the reply a new text: on the page, or on hold if it seems to reveal the guest.

    Args:
        seen: the version that `by` was shown, 0 where there was none; None takes whatever there is.

    Raises:
        ReplyChanged: another version is there than they were shown.
        InvalidReply: it is too short or too long, or the restaurant has replied too often today.
        reviews_site.policy.Denied: the person does not reply for this restaurant, or the reply was edited too often, or
            they have not accepted the current terms.
    """
    text = normalize_text(text)
    if problem := reply_problem(text):
        raise InvalidReply(problem)
    place = review.restaurant
    known = Known(pen_name=review.author.profile.display_name, phone=place.phone, website=place.website)
    details = guest_details(text, known)
    with private_rows(by.pk):
        reply = _locked_reply(review, seen)
        edits = reply.version - 1 if reply else 0
        may_reply(permissions_on(by, place), edits=edits, most=MAX_REPLY_EDITS).require()
        consents.require_current_terms(by)
        since = timezone.now() - timedelta(days=1)
        if Reply.objects.filter(restaurant=place, written_at__gt=since).count() >= MAX_REPLIES_PER_DAY:
            raise InvalidReply(f"{place.name} has replied {MAX_REPLIES_PER_DAY} times today. Go on tomorrow.")
        state = ReplyState(
            call_function("restaurants_write_reply", by.pk, review.pk, text, guess_language(text), details)
        )
        _record("reply.written", review, by, state=str(state))
        return state


@transaction.atomic
def ask_about(*, review: Review, by: User) -> bool:
    """Have customer support read a reply that is on hold; whether one was."""
    if not call_function("restaurants_ask_about_reply", by.pk, review.pk):
        return False
    _record("reply.asked_about", review, by)
    return True


def delete(*, review: Review, by: User, seen: int | None = None) -> bool:
    """Delete the reply to a review with its history; whether there was one that is theirs to delete.

    Args:
        seen: the version that `by` was shown; None deletes whatever there is.

    Raises:
        ReplyChanged: another version is there than they were shown.
    """
    with private_rows(by.pk):
        _locked_reply(review, seen)
        return _delete(review, by)


def _locked_reply(review: Review, seen: int | None) -> Reply | None:
    """The reply, once nobody else writes one of this restaurant: they take turns, so that all of them are counted."""
    RestaurantRating.objects.select_for_update().only("pk").get(restaurant=review.restaurant_id)
    reply = Reply.objects.filter(review=review).first()
    if seen is not None and seen != (reply.version if reply else 0):
        raise ReplyChanged(CHANGED)
    return reply


def _delete(review: Review, by: User) -> bool:
    if not call_function("restaurants_delete_reply", by.pk, review.pk):
        return False
    _record("reply.deleted", review, by)
    return True


@transaction.atomic
def decide(*, reply: Reply, answer: ReplyState, by: UUID, roles: Iterable[Role]) -> bool:
    """Publish or refuse the text of a reply that waits, for staff; whether it still waited with that text.

    Raises:
        reviews_site.policy.Denied: their role reads no replies, they work with the restaurant, or the review is theirs.
    """
    may_check_reply(roles).require()
    outcome = call_function("restaurants_decide_reply", by, reply.pk, reply.version, str(answer))
    if outcome == "own":
        raise Denied(_ONES_OWN)
    if outcome == "changed":
        return False
    record("reply.decided", actor_id=by, object_id=reply.pk, detail={"answer": str(answer)})
    return True


def _record(action: str, review: Review, by: User, **detail: str) -> None:
    record(action, actor_id=by.pk, object_id=review.pk, detail={"restaurant": str(review.restaurant_id), **detail})
