"""The two sealed parts of an export, kept among the objects for a short time.

The worker `analytics_privacy` stores its half, `privacy` the whole archive, and `web` hands that out. Each part is
sealed under a key that only these three hold, for one request and one name: swapped parts do not open.
"""

import uuid
from typing import Literal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from reviews_site.crypto import aead
from reviews_site.objects import EXPORTS, object_name
from reviews_site.processes import Purpose

Part = Literal["analytics", "archive"]
PARTS: tuple[Part, ...] = ("analytics", "archive")


def store(request_id: uuid.UUID, part: Part, content: bytes) -> None:
    """Seal a part and keep it, in the place of what was kept under that name before."""
    sealed = aead.seal(Purpose.EXPORTS, content, context=_context(request_id, part))
    name = _name(request_id, part)
    # A storage finds another name for what is there already.
    default_storage.delete(name)
    default_storage.save(name, ContentFile(sealed))


def read(request_id: uuid.UUID, part: Part) -> bytes | None:
    """What was kept; None where nothing is.

    Raises:
        reviews_site.crypto.aead.Tampered: it is not what was kept for this request under this name.
    """
    try:
        with default_storage.open(_name(request_id, part)) as file:
            sealed: bytes = file.read()
    except FileNotFoundError:
        return None
    return aead.unseal(Purpose.EXPORTS, sealed, context=_context(request_id, part))


def delete(request_id: uuid.UUID) -> None:
    """Remove every part of a request; nothing happens where there is none."""
    for part in PARTS:
        default_storage.delete(_name(request_id, part))


def _name(request_id: uuid.UUID, part: Part) -> str:
    # No folder of its own for a request: it would belong to whichever process came first, and the others write too.
    return object_name(EXPORTS, f"{request_id}.{part}")


def _context(request_id: uuid.UUID, part: Part) -> bytes:
    return f"export|{request_id}|{part}".encode()
