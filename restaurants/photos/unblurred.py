"""Photos as they were before faces in them were blurred, sealed until their author has chosen, two days at most.

The worker `media` seals and opens them; no other process has the key, `web` included.
"""

import io
import uuid

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from restaurants.photos import store
from reviews_site.crypto import aead
from reviews_site.processes import Purpose

# Pages show it again after it was encoded once more.
_QUALITY = 92


def save_picture(photo_id: uuid.UUID, image: Image.Image) -> None:
    """Seal a picture, in the place of what a turn that was cut short left."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY)
    sealed = aead.seal(Purpose.UNBLURRED_PHOTOS, out.getvalue(), context=_context(photo_id))
    store.delete_unblurred(photo_id)
    default_storage.save(store.unblurred_name(photo_id), ContentFile(sealed))


def open_picture(photo_id: uuid.UUID) -> bytes:
    """The picture as WebP.

    Raises:
        FileNotFoundError: it is deleted.
        reviews_site.crypto.aead.Tampered: it is not what was sealed for this photo.
    """
    sealed = store.read(store.unblurred_name(photo_id))
    return aead.unseal(Purpose.UNBLURRED_PHOTOS, sealed, context=_context(photo_id))


def _context(photo_id: uuid.UUID) -> bytes:
    return f"unblurred photo|{photo_id}".encode()
