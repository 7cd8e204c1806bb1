"""Confirms the visits of some reviews of the town, writes sheets of table codes, and sends a receipt that waits."""

import io
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from anyascii import anyascii
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from PIL import Image, ImageDraw

from restaurants.management.commands.table_codes import write_sheet
from restaurants.models import Receipt, Restaurant, Review
from restaurants.photos.store import original_name

_WITH_CODES, _CODES = 3, 6
# One review of thirty, by its id, so that doing it twice is doing it once: most by a table code, some by a receipt.
_CONFIRM = """
UPDATE restaurants_review AS review
SET visit_confirmed_by = CASE WHEN get_byte(uuid_send(review.id), 15) < 6 THEN 'table_code' ELSE 'receipt' END,
    visit_confirmed_in = date_trunc('month', review.posted_at AT TIME ZONE 'UTC')::date
FROM restaurants_restaurant AS place
WHERE place.id = review.restaurant_id AND place.source = %s AND review.visit_confirmed_by = ''
  AND get_byte(uuid_send(review.id), 15) < 9
"""


def add(source: str, known: Mapping[str, Restaurant], note: Path, *, small: bool) -> int:
    """Do all three, where it is not done; how many reviews say now that their visit is confirmed."""
    with connection.cursor() as cursor:
        cursor.execute(_CONFIRM, [source])
        count: int = cursor.rowcount
    for restaurant in sorted(known.values(), key=lambda place: place.slug)[:_WITH_CODES]:
        path = note.with_name(f"table-codes-{restaurant.slug}.html")
        if not path.exists():
            write_sheet(restaurant, path, count=_CODES)
    if not small and not Receipt.objects.exists():
        _send_receipt(source)
    return count


def _send_receipt(source: str) -> None:
    unconfirmed = Review.objects.filter(restaurant__source=source, visit_confirmed_by="")
    review = unconfirmed.select_related("restaurant").order_by("-id").first()
    if review is None:
        return
    place = review.restaurant
    row = Receipt(review=review, restaurant=place, author_id=review.author_id, visited_on=review.visited_on)
    picture = draw_receipt(place.name, f"{place.street}, {place.postcode} {place.town}", review.visited_on)
    default_storage.save(original_name(row.pk), ContentFile(picture))
    row.save(force_insert=True)


def draw_receipt(name: str, address: str, day: date) -> bytes:
    """A till's receipt as a PNG."""
    paper = Image.new("RGB", (560, 620), "#f4f2ec")
    pen = ImageDraw.Draw(paper)
    lines = [name, address, "", f"{day:%d.%m.%Y}   19:42   Table 7", "-" * 34]
    lines += ["Soup of the day            5.40", "Main course               16.80", "Mineral water              3.20"]
    lines += ["-" * 34, "Total EUR                 25.40", "", "Thank you for your visit"]
    for number, line in enumerate(lines):
        # Pillow's own font has no umlauts.
        pen.text((36, 40 + 44 * number), anyascii(line), fill="#222", font_size=24)
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()
