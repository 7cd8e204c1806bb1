"""Photos that one of the demo's owners shows on their page. The worker `media` publishes them."""

import hashlib
import io
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from demo import sign_ins
from demo.business_pages import WITH_TWO_MENUS
from demo.photos.catalogue import DemoPhoto, demo_photos
from restaurants.models import Photo, Restaurant
from restaurants.photos.store import original_name

_SHOWN = 3


def add(known: Mapping[str, Restaurant]) -> int:
    """Add some photos to a page, once; how many were added."""
    place = known[WITH_TWO_MENUS]
    if Photo.objects.filter(restaurant=place, review__isnull=True).exists():
        return 0
    fitting = [photo for photo in demo_photos() if photo.dish == "pasta"] or list(demo_photos())
    for position, photo in enumerate(fitting[::2][:_SHOWN], 1):
        content = _seen_from_the_other_side(photo)
        row = Photo.objects.create(
            restaurant=place,
            author=sign_ins.owner_of(place),
            sha256=hashlib.sha256(content).hexdigest(),
            alt=photo.alt,
            position=position,
        )
        default_storage.save(original_name(row.pk), ContentFile(content))
    return len(fitting[::2][:_SHOWN])


def _seen_from_the_other_side(photo: DemoPhoto) -> bytes:
    """Another picture of the dish than guests have taken: turned, mirrored and closer."""
    out = io.BytesIO()
    with Image.open(photo.path) as image:
        turned = ImageOps.mirror(image.convert("RGB").transpose(Image.Transpose.ROTATE_180))
        width, height = turned.size
        turned.crop((width // 8, height // 8, width - width // 16, height - height // 16)).save(out, "WEBP", quality=90)
    return out.getvalue()
