"""Where the files of photos lie: originals until they are decoded, and the published sizes, which `web` serves."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from restaurants.photos.sizes import ENDS
from reviews_site.objects import PHOTO_ORIGINALS, PHOTOS, RECEIPTS, UNBLURRED_PHOTOS, object_name


def original_name(photo_id: uuid.UUID) -> str:
    """The name of what was sent."""
    return object_name(PHOTO_ORIGINALS, str(photo_id))


def rendition_name(token: str, end: str) -> str:
    """The name of a published file."""
    return object_name(PHOTOS, f"{token}-{end}.webp")


def open_original(photo_id: uuid.UUID) -> Any:
    """A new file for what is being sent."""
    return default_storage.open(original_name(photo_id), "wb")


def read(name: str) -> bytes:
    """The content of a file.

    Raises:
        FileNotFoundError: it is not there.
    """
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def token_of(photo_id: uuid.UUID, files: Mapping[str, bytes]) -> str:
    """What names the published files: it is made from their content, and no two photos share one."""
    digest = hashlib.sha256(photo_id.bytes)
    for end in sorted(files):
        digest.update(files[end])
    return digest.hexdigest()[:32]


def save_renditions(token: str, files: Mapping[str, bytes]) -> None:
    """Keep published files, in the place of what a turn that was cut short left."""
    for end, content in files.items():
        name = rendition_name(token, end)
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))


def delete_files(photo_id: uuid.UUID, token: str | None) -> None:
    """Delete what was sent and all that was made of it; nothing happens where there is nothing."""
    delete_original(photo_id)
    delete_unblurred(photo_id)
    for end in ENDS if token else ():
        default_storage.delete(rendition_name(token or "", end))
    delete_receipt(token or "")


def delete_original(photo_id: uuid.UUID) -> None:
    """Delete what was sent, if it is there."""
    default_storage.delete(original_name(photo_id))


def unblurred_name(photo_id: uuid.UUID) -> str:
    """The name of a sealed picture in which faces are not blurred."""
    return object_name(UNBLURRED_PHOTOS, str(photo_id))


def delete_unblurred(photo_id: uuid.UUID) -> None:
    """Delete such a picture, if there is one."""
    default_storage.delete(unblurred_name(photo_id))


def stored_unblurred() -> Iterable[str]:
    """The names of such pictures, as far as this process may list them."""
    return _listed(UNBLURRED_PHOTOS)


def receipt_name(token: str) -> str:
    """The name of a sealed receipt."""
    return object_name(RECEIPTS, token)


def delete_receipt(token: str) -> None:
    """Delete a sealed receipt, if there is one."""
    if token:
        default_storage.delete(receipt_name(token))


def stored_receipts() -> set[str]:
    """The tokens of sealed receipts, as far as this process may list them."""
    return set(_listed(RECEIPTS))


def stored_ids() -> Iterable[str]:
    """The names of originals, as far as this process may list them."""
    return _listed(PHOTO_ORIGINALS)


def stored_tokens() -> Iterable[str]:
    """The tokens of published files, as far as this process may list them."""
    return {name.partition("-")[0] for name in _listed(PHOTOS)}


def _listed(bucket: str) -> list[str]:
    try:
        return list(default_storage.listdir(object_name(bucket))[1])
    except (FileNotFoundError, PermissionError):
        return []
