"""Sends the picture of a document for one's own claim, removes it, and, for staff, opens it."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from restaurants.claims.documents import open_document
from restaurants.enums import ClaimProof
from restaurants.exceptions import ClaimRefused, InvalidPhoto
from restaurants.models import Claim, ClaimDocument
from restaurants.photos.formats import MAX_BYTES, REFUSALS, photo_format
from restaurants.photos.uploads import SentPhoto
from restaurants.rules import MAX_CLAIM_DOCUMENTS
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Role
from reviews_site.policy.claims import may_decide

_PREPARE_TASK = "restaurants.photos.publish_due"
# By hand, as for photos: web may write these columns and no other.
_INSERT = "INSERT INTO restaurants_claimdocument (id, claim_id, user_id) VALUES (%s, %s, %s)"


@transaction.atomic
def send(*, claim: Claim, file: SentPhoto, by: User) -> None:
    """Take the picture of a document for a claim of `by`.

    Raises:
        InvalidPhoto: the file is no picture that is taken here.
        ClaimRefused: the claim is somebody else's or has ended, or there are many documents already.
    """
    _require_own(claim, by)
    if (file.size or 0) > MAX_BYTES:
        raise InvalidPhoto(REFUSALS["bytes"])
    photo_format(file.head)
    if not claim.is_open or claim.proof != ClaimProof.DOCUMENTS:
        raise ClaimRefused("This claim takes no documents now.")
    if ClaimDocument.objects.filter(claim=claim).count() >= MAX_CLAIM_DOCUMENTS:
        raise ClaimRefused(f"A claim has {MAX_CLAIM_DOCUMENTS} pictures at most. Remove one to send another.")
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [file.photo_id, claim.pk, by.pk])
    record("claim_document.sent", actor_id=by.pk, object_id=file.photo_id)
    file.is_kept = True
    transaction.on_commit(_nudge)


@transaction.atomic
def remove(*, claim: Claim, document_id: UUID, by: User) -> None:
    """Delete a document of one's own claim; the worker `media` deletes its files."""
    _require_own(claim, by)
    if ClaimDocument.objects.filter(pk=document_id, claim=claim, user=by)._raw_delete(using="default"):
        record("claim_document.removed", actor_id=by.pk, object_id=document_id)
    transaction.on_commit(_nudge)


def look_at(*, document: ClaimDocument, by: UUID, roles: Iterable[Role]) -> bytes:
    """The picture of a document, for staff. That somebody looked is in the log before they see it.

    Raises:
        FileNotFoundError: it is deleted, or not decoded yet.
        reviews_site.policy.Denied: their role decides on no claims, or it is their own.
    """
    may_decide(roles, step="look", by=by, about=document.user_id, first=None).require()
    with transaction.atomic(durable=True):
        record("claim_document.opened", actor_id=by, object_id=document.pk)
    return open_document(document)


def _require_own(claim: Claim, by: User) -> None:
    if claim.user_id != by.pk:
        raise ClaimRefused("You can send documents for your own claims only.")


def _nudge() -> None:
    app.nudge(_PREPARE_TASK)
