"""Pictures of receipts as they lie sealed: `media` saves them, the console opens one at a time.

They have a bucket of their own, names that `web` does not read, and a key that it does not hold.
"""

import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from restaurants.models import Receipt
from restaurants.photos import store
from reviews_site.crypto import aead
from reviews_site.processes import Purpose


def save_picture(receipt: Receipt, content: bytes) -> None:
    """Seal a picture under the token of its receipt."""
    sealed = aead.seal(Purpose.RECEIPTS, content, context=_context(receipt.pk))
    default_storage.save(store.receipt_name(receipt.token or ""), ContentFile(sealed))


def open_picture(receipt: Receipt) -> bytes:
    """The picture of a receipt that waits, as WebP.

    Raises:
        FileNotFoundError: it is deleted.
        reviews_site.crypto.aead.Tampered: it is not what was sealed for this receipt.
    """
    if receipt.token is None:
        raise FileNotFoundError(f"The picture of {receipt} is deleted.")
    sealed = store.read(store.receipt_name(receipt.token))
    return aead.unseal(Purpose.RECEIPTS, sealed, context=_context(receipt.pk))


def _context(receipt_id: uuid.UUID) -> bytes:
    return f"receipt|{receipt_id}".encode()
