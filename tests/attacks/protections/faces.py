"""The protections of people whom photos show: faces are blurred before anybody sees them, and for others for good."""

import uuid
from typing import Any

from PIL import Image

from accounts.models import User
from restaurants.models import Photo
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Sql, Together, do_nothing


def as_it_is(_photo: Photo, image: Image.Image) -> Image.Image:
    """Blur no face."""
    return image


def found_nowhere(_image: Image.Image) -> frozenset[int]:
    """Take a photo that could not be checked for one without faces."""
    return frozenset()


def pass_plaintext(_purpose: object, content: bytes, **_named: Any) -> bytes:
    """Seal nothing."""
    return content


def of_anybody(_author: User, photo_id: uuid.UUID) -> Photo | None:
    """Give out whoever's photo it is."""
    return Photo.objects.select_related("restaurant").filter(pk=photo_id).first()


PROTECTIONS = (
    Protection(
        "faces_blurred_first",
        "Faces that are found are blurred in every file before a photo is published.",
        "the published picture is the one that was sent",
        Replaced("restaurants.photos.publishing._without_faces", as_it_is),
    ),
    Protection(
        "faces_unchecked_hidden",
        "A photo that the detector did not finish is shown to nobody but its author until they have looked themselves.",
        "it counts as one without faces",
        Replaced("restaurants.photos.faces.find_cells", found_nowhere),
    ),
    Protection(
        "face_model_pinned",
        "The detector's model is loaded only if its SHA-256 is the one in the code.",
        "any file is loaded",
        Replaced("restaurants.photos.faces._require_pinned", do_nothing),
    ),
    Protection(
        "unblurred_sealed",
        "The picture from which squares can be taken off is sealed under a key that the web process does not hold.",
        "it is kept as it is",
        Together(
            Replaced("restaurants.photos.unblurred.aead.seal", pass_plaintext),
            Replaced("restaurants.photos.unblurred.aead.unseal", pass_plaintext),
        ),
    ),
    Protection(
        "unblurred_ends",
        "The picture without squares goes with its author's choice, with the photo, and after two days.",
        "it is not deleted",
        Replaced("restaurants.photos.store.delete_unblurred", do_nothing),
    ),
    Protection(
        "faces_columns",
        "No login but `media` says where faces are, and none of the console's or of analytics reads it.",
        "they may",
        Sql(
            "default",
            "GRANT UPDATE (faces) ON restaurants_photo TO web",
            "GRANT SELECT (faces) ON restaurants_photo TO console",
        ),
    ),
    Protection(
        "faces_own_page",
        "Nobody sees, or chooses squares of, a photo of another person that waits or may be uncovered.",
        "the page does not ask whose it is",
        Together(
            Replaced("restaurants.views.photos.photo_to_blur", of_anybody),
            Replaced("restaurants.actions.photos._require_own", do_nothing),
        ),
    ),
    Protection(
        "faces_uncovering_recorded",
        "Whenever a square is taken off a face, `media` writes a line that the web process can't leave out.",
        "it writes none",
        Replaced("restaurants.photos.publishing.record", do_nothing),
    ),
)
