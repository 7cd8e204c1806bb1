"""Parts of a photo that its author has blurred."""

from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from restaurants.enums import PhotoState
from restaurants.models import Restaurant, Review
from restaurants.photos.blurring import blur
from tests.restaurants.photos import objects, photo
from tests.restaurants.test_photos import originals_end, page_of, publish, published, review, send

__all__ = ["objects", "originals_end", "review"]
pytestmark = pytest.mark.django_db


def test_an_author_has_parts_of_a_photo_blurred(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    publish()
    before = published(place)
    blur = f"/photos/{before.pk}/blur/"
    assert f'href="{blur}"' in client.get(page_of(place)).content.decode()
    assert client.get(blur).content.decode().count('type="checkbox"') == 12 * 9
    for wrong in ([], ["108"], ["x"]):
        assert client.post(blur, {"cell": wrong}).status_code == 422
    assert client.post(blur, {"cell": ["0", "13"]}).status_code == 302
    page = client.get(place.get_absolute_url()).content.decode()
    assert before.token and before.token not in page and "Being blurred" in client.get(page_of(place)).content.decode()
    publish()
    after = published(place)
    assert after.token != before.token and after.blur == ""
    assert {path.name.partition("-")[0] for path in (objects / "restaurants.photos").iterdir()} == {after.token}
    shown = Image.open(objects / "restaurants.photos" / f"{after.token}-800.webp")
    cell = np.asarray(shown.crop((54, 54, 106, 106)).convert("L"))
    assert np.ptp(cell) < 60, "One colour, and what runs into it from beside."


def test_where_the_file_to_blur_is_gone_nothing_is_shown(
    client: Client, place: Restaurant, diner: User, review: Review, objects: Path
) -> None:
    client.force_login(diner)
    send(client, place, photo())
    publish()
    found = published(place)
    client.post(f"/photos/{found.pk}/blur/", {"cell": ["0"]})
    for path in (objects / "restaurants.photos").iterdir():
        path.unlink()
    publish()
    found.refresh_from_db()
    assert (found.state, found.token) == (PhotoState.REFUSED, None)


def test_of_a_part_that_fills_the_photo_six_colours_stay_across() -> None:
    """A face in it has no eyes left."""
    stripes = Image.fromarray(np.tile(np.repeat([0, 255], 80).astype(np.uint8), (720, 6)))
    left = np.asarray(blur(stripes.convert("RGB"), "f" * 27).convert("L"), dtype=int)
    assert left.shape == (720, 960) and np.ptp(left) <= 2
