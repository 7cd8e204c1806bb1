"""Sends a receipt for one's own review, removes it, and, for staff, opens it and decides on it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User
from accounts.selectors import person_facts
from restaurants.enums import ReceiptState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import Receipt, Review
from restaurants.photos import store
from restaurants.photos.formats import MAX_BYTES, REFUSALS, photo_format
from restaurants.photos.uploads import SentPhoto
from restaurants.rules import MAX_RECEIPTS_PER_REVIEW, OPEN_RECEIPT_STATES
from restaurants.selectors import is_affiliated
from restaurants.visit_confirmation.sealed_pictures import open_picture
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Denied, Role
from reviews_site.policy.receipts import may_check, may_send

_PREPARE_TASK = "restaurants.photos.publish_due"
# By hand, as for photos: web may write these columns and no other.
_INSERT = """
INSERT INTO restaurants_receipt (id, review_id, restaurant_id, author_id, visited_on) VALUES (%s, %s, %s, %s, %s)
"""


@transaction.atomic
def send(*, review: Review, file: SentPhoto, by: User) -> None:
    """Take a receipt for a review of `by`.

    Raises:
        InvalidPhoto: the file is no photo that is taken here.
        reviews_site.policy.Denied: it is not their review, one is being looked at, or they have sent too many.
    """
    _require_own(review, by)
    if (file.size or 0) > MAX_BYTES:
        raise InvalidPhoto(REFUSALS["bytes"])
    photo_format(file.head)
    # The lock makes simultaneous forms of the same person wait, so that all of them are counted.
    Profile.objects.select_for_update().only("pk").get(pk=by.pk)
    consents.require_current_terms(by)
    states = list(Receipt.objects.filter(review=review).values_list("state", flat=True))
    may_send(
        person_facts(by),
        now=timezone.now(),
        affiliated=is_affiliated(by, review.restaurant),
        is_confirmed=bool(review.visit_confirmed_by),
        is_open=any(state in OPEN_RECEIPT_STATES for state in states),
        sent=len(states),
        most=MAX_RECEIPTS_PER_REVIEW,
    ).require()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [file.photo_id, review.pk, review.restaurant_id, by.pk, review.visited_on])
    record("receipt.sent", actor_id=by.pk, object_id=file.photo_id)
    file.is_kept = True
    transaction.on_commit(lambda: app.nudge(_PREPARE_TASK))


@transaction.atomic
def remove(*, review: Review, by: User) -> None:
    """Delete a receipt of `by` that nobody has decided on; the worker `media` deletes its files."""
    _require_own(review, by)
    for receipt_id in Receipt.objects.filter(review=review, state__in=OPEN_RECEIPT_STATES).values_list("pk", flat=True):
        Receipt.objects.filter(pk=receipt_id)._raw_delete(using="default")
        record("receipt.removed", actor_id=by.pk, object_id=receipt_id)
    transaction.on_commit(lambda: app.nudge(_PREPARE_TASK))


def look_at(*, receipt: Receipt, by: UUID, roles: Iterable[Role]) -> bytes:
    """The picture of a receipt, for staff. That somebody looked is in the log before they see it.

    Raises:
        FileNotFoundError: it is deleted.
        reviews_site.policy.Denied: their role looks at no receipts, or it is their own.
    """
    may_check(roles, by=by, author=receipt.author_id).require()
    with transaction.atomic(durable=True):
        record("receipt.opened", actor_id=by, object_id=receipt.pk)
    return open_picture(receipt)


@transaction.atomic
def decide(*, receipt: Receipt, answer: ReceiptState, by: UUID, roles: Iterable[Role]) -> bool:
    """Decide on a receipt that waits, and delete its picture; whether it still waited.

    Raises:
        reviews_site.policy.Denied: their role decides on no receipts, or it is their own.
    """
    may_check(roles, by=by, author=receipt.author_id).require()
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.restaurants_decide_receipt(%s, %s)", [receipt.pk, answer])
        ((is_decided,),) = cursor.fetchall()
    if is_decided:
        record("receipt.decided", actor_id=by, object_id=receipt.pk, detail={"answer": str(answer)})
        # Within the transaction: a picture that can't be deleted leaves the receipt undecided.
        store.delete_receipt(receipt.token or "")
    return bool(is_decided)


def _require_own(review: Review, by: User) -> None:
    if review.author_id != by.pk:
        raise Denied("You can send receipts for your own reviews only.")
