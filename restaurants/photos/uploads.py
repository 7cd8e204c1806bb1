"""Takes photos from a form as they come: each goes to the object store in pieces, counted and hashed on the way."""

import hashlib
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from restaurants.photos import store
from restaurants.photos.formats import HEAD_BYTES, MAX_BYTES
from reviews_site.ids import uuid7


class SentPhoto(UploadedFile):  # type: ignore[type-arg]  # generic in the stubs only
    """What somebody sent. It is deleted with the request, unless an action keeps it."""

    def __init__(self, photo_id: uuid.UUID, *, sha256: str, head: bytes, name: str, size: int) -> None:
        super().__init__(None, name, "", size)
        self.photo_id, self.sha256, self.head = photo_id, sha256, head
        self.is_kept = False

    def close(self) -> None:
        """Delete what no row leads to."""
        if not self.is_kept:
            store.delete_original(self.photo_id)


class PhotoUploadHandler(FileUploadHandler):
    """Django's interface for the parts of a form. A file that is too large is counted, and not stored further."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **named: Any) -> None:
        """A file begins."""
        super().new_file(*args, **named)
        self.photo_id, self.digest, self.head, self.size = uuid7(), hashlib.sha256(), b"", 0
        self.target: Any = store.open_original(self.photo_id)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        self.size += len(raw_data)
        self.head = (self.head + raw_data)[:HEAD_BYTES] if len(self.head) < HEAD_BYTES else self.head
        if self.size <= MAX_BYTES:
            self.digest.update(raw_data)
            self.target.write(raw_data)

    def file_complete(self, file_size: int) -> SentPhoto:
        """Its end."""
        self.target.close()
        self.target = None
        return SentPhoto(
            self.photo_id,
            sha256=self.digest.hexdigest(),
            head=self.head,
            name=self.file_name or "",
            size=self.size,
        )

    def upload_interrupted(self) -> None:
        """The form ended in the middle of a file."""
        if getattr(self, "target", None) is not None:
            self.target.close()
            store.delete_original(self.photo_id)
