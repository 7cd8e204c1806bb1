"""Deletes the files of somebody's photos when their rows go, as the worker `privacy`."""

import uuid

from restaurants.models import ClaimDocument, Photo, PhotoDeletion, Receipt
from restaurants.photos import store


def ids_of(account: uuid.UUID) -> list[uuid.UUID]:
    """The photos, receipts and documents of an account."""
    return [
        *Photo.objects.filter(author_id=account).values_list("pk", flat=True),
        *Receipt.objects.filter(author_id=account).values_list("pk", flat=True),
        *ClaimDocument.objects.filter(user_id=account).values_list("pk", flat=True),
    ]


def delete_files_of_deleted(photo_ids: list[uuid.UUID]) -> None:
    """Delete what was sent and what was published of photos whose rows were just deleted, in the same transaction.

    The trigger that noted them saw each row as its last writer left it.
    """
    deletions = PhotoDeletion.objects.filter(pk__in=photo_ids)
    for deletion in deletions:
        store.delete_files(deletion.pk, deletion.token)
    deletions._raw_delete(using="default")
