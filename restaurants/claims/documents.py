"""Pictures of documents as they lie sealed, beside receipts: `media` decodes and seals them, the console opens one.

They have names that `web` does not read, and a key that it does not hold.
"""

import io
import secrets
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from restaurants.enums import ClaimDocumentState
from restaurants.exceptions import InvalidPhoto
from restaurants.models import ClaimDocument
from restaurants.photos import store
from restaurants.photos.decoding import decode
from restaurants.rules import CLAIM_DOCUMENT_TRANSITIONS
from reviews_site import row_locks
from reviews_site.audit.log import record
from reviews_site.crypto import aead
from reviews_site.processes import Purpose

_QUALITY = 80


def run_due() -> None:
    """Decode and seal what was sent."""
    sent = ClaimDocument.objects.filter(state=ClaimDocumentState.SENT).order_by("id")
    row_locks.for_each_locked("ClaimDocument", sent, _prepare)


def known_tokens(tokens: set[str]) -> set[str]:
    """Those of the tokens that name the picture of a document."""
    found = ClaimDocument.objects.filter(token__in=tokens)
    return {str(token) for token in found.values_list("token", flat=True)}


def waiting_ids() -> set[str]:
    """What was sent, and is not decoded yet."""
    sent = ClaimDocument.objects.filter(state=ClaimDocumentState.SENT)
    return {str(pk) for pk in sent.values_list("pk", flat=True)}


def open_document(document: ClaimDocument) -> bytes:
    """The picture of a document, as WebP.

    Raises:
        FileNotFoundError: it is deleted, or not sealed yet.
        reviews_site.crypto.aead.Tampered: it is not what was sealed for this document.
    """
    if document.token is None:
        raise FileNotFoundError(f"There is no picture of {document}.")
    sealed = store.read(store.receipt_name(document.token))
    return aead.unseal(Purpose.CLAIM_DOCUMENTS, sealed, context=_context(document.pk))


def _prepare(document: ClaimDocument) -> None:
    if document.state != ClaimDocumentState.SENT:
        return
    try:
        image = decode(store.read(store.original_name(document.pk)))
    except (FileNotFoundError, InvalidPhoto):
        _move(document, ClaimDocumentState.UNREADABLE)
    else:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=_QUALITY)
        document.token = secrets.token_hex(16)
        sealed = aead.seal(Purpose.CLAIM_DOCUMENTS, out.getvalue(), context=_context(document.pk))
        default_storage.save(store.receipt_name(document.token), ContentFile(sealed))
        _move(document, ClaimDocumentState.WAITING)
    store.delete_original(document.pk)


def _move(document: ClaimDocument, to: ClaimDocumentState) -> None:
    if to not in CLAIM_DOCUMENT_TRANSITIONS[ClaimDocumentState(document.state)]:
        raise ValueError(f"A document does not go from {document.state} to {to}.")
    document.state = to
    document.save(update_fields=["state", "token"])
    record(f"claim_document.{to}", actor_id=None, object_id=document.pk)


def _context(document_id: uuid.UUID) -> bytes:
    return f"claim document|{document_id}".encode()
