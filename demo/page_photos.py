"""Photos that the demo's owners show on their pages, the first as the cover. The worker `media` publishes them."""

import hashlib
import io
from collections.abc import Mapping

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from demo import sign_ins
from demo.photos.catalogue import DemoPhoto, demo_photos
from restaurants.models import Photo, Restaurant
from restaurants.photos.store import original_name

_SHOWN = 3
# What each shows, among the dishes that are drawn.
_DISHES = {"trattoria-lucia": "pasta", "zur-alten-waage": "soup", "blechdach-burger": "burger"}


def add(known: Mapping[str, Restaurant]) -> int:
    """Add some photos to each page, once; how many were added."""
    return sum(_add_to(known[ref], dish) for ref, dish in _DISHES.items())


def _add_to(place: Restaurant, dish: str) -> int:
    if Photo.objects.filter(restaurant=place, review__isnull=True).exists():
        return 0
    fitting = [photo for photo in demo_photos() if photo.dish == dish] or list(demo_photos())
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
