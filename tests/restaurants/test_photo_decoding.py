"""Photos become upright sRGB pixels, in sizes, with a placeholder and a hash."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageDraw

from restaurants.exceptions import InvalidPhoto
from restaurants.photos.decoding import MAX_SIDE, decode
from restaurants.photos.fingerprints import distance, perceptual_hash
from restaurants.photos.formats import formats_taken
from restaurants.photos.placeholders import thumb_hash
from restaurants.photos.renditions import crop_for_card, encode_renditions
from restaurants.photos.sizes import average_colour, widths
from restaurants.selectors.copied_photos import MAX_DISTANCE
from reviews_site import confined_child
from tests.restaurants.files import shared
from tests.restaurants.photos import as_file, exif, photo, picture


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_each_format_is_decoded(form: str) -> None:
    image = decode(photo(form))
    assert (image.mode, image.size) == ("RGB", (640, 480))
    assert np.abs(np.asarray(image, dtype=int) - np.asarray(picture(), dtype=int)).mean() < 6


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_each_kind_of_pixels_is_decoded(mode: str) -> None:
    plain = picture(80, 60)
    form = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.fromarray(np.asarray(plain.convert("L"), dtype=np.uint16) * 256) if mode == "I;16" else plain
    found = decode(as_file(image if mode == "I;16" else image.convert(mode), form))
    difference = np.asarray(found.convert("L"), dtype=int) - np.asarray(plain.convert("L"), dtype=int)
    assert (found.mode, found.size) == ("RGB", (80, 60)) and abs(difference.mean()) < 8


def test_a_transparent_picture_stands_on_white() -> None:
    assert decode(as_file(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_upright(form: str) -> None:
    image = Image.new("RGB", (64, 32), "black")
    ImageDraw.Draw(image).rectangle((0, 0, 31, 31), "white")  # the left half, which a turn to the right puts on top
    found = decode(as_file(image, form, exif=exif(orientation=6)))
    assert found.size == (32, 64)
    grey = np.asarray(found.convert("L"))
    assert grey[8, 16] > 240 and grey[56, 16] < 16


def test_a_large_photo_is_made_smaller() -> None:
    assert decode(photo(width=2400, height=1800)).size == (MAX_SIDE, MAX_SIDE * 3 // 4)


@pytest.mark.parametrize("form", ["MPO", "HEIF"])
def test_of_a_phones_two_images_the_first_is_the_photo(form: str) -> None:
    file = as_file(picture(), form, save_all=True, append_images=[picture(seed=1)])
    assert distance(perceptual_hash(decode(file)), perceptual_hash(picture())) <= 2


def test_without_the_extra_a_sentence_says_what_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    assert formats_taken() == "JPEG, PNG, WebP, AVIF or HEIC"
    monkeypatch.setattr("restaurants.photos.formats.READS_HEIC", False)
    assert formats_taken() == "JPEG, PNG, WebP or AVIF"
    with pytest.raises(InvalidPhoto, match=r"Choose a JPEG, PNG, WebP or AVIF photo\. Send a JPEG"):
        decode(photo("HEIF"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "empty"), (b"\xff\xd8\xff" + bytes(15_000_000), "15 MB"), (photo()[:3000], "damaged")],
    ids=["empty", "large", "cut"],
)
def test_a_sentence_says_what_is_no_photo(content: bytes, sentence: str) -> None:
    with pytest.raises(InvalidPhoto, match=sentence):
        decode(content)


def test_the_sizes_are_never_larger_than_the_photo() -> None:
    assert (widths(300), widths(400), widths(1000)) == ({400: 300}, {400: 400}, {400: 400, 800: 800, 1600: 1000})
    found = encode_renditions(picture(1000, 750))
    sizes = {end: Image.open(io.BytesIO(file)).size for end, file in found.items()}
    assert sizes == {"400": (400, 300), "800": (800, 600), "1600": (1000, 750), "card": (640, 480)}


@pytest.mark.parametrize(("at", "size"), [(900, (1200, 400)), (100, (1200, 400)), (900, (400, 1200))])
def test_a_crop_keeps_what_matters(at: int, size: tuple[int, int]) -> None:
    image = Image.new("RGB", size, "grey")
    spot = Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8))
    image.paste(spot, (at, 100) if size[0] > size[1] else (100, at))
    card = np.asarray(crop_for_card(image).convert("L"), dtype=float)
    assert card.shape[1] * 3 == card.shape[0] * 4 or abs(card.shape[1] / card.shape[0] - 4 / 3) < 0.02
    assert card.std() > 20


def test_a_placeholder_has_the_colour_of_its_photo() -> None:
    digest = thumb_hash(Image.new("RGB", (400, 300), (200, 90, 30)))
    assert np.abs(np.subtract(average_colour(digest), (200, 90, 30))).max() < 10
    assert len(thumb_hash(picture())) == 5 + (22 + 5 + 5) // 2  # the slow ones of 7 by 5 waves, and twice of 3 by 3


def test_the_same_photo_in_another_size_has_nearly_the_same_hash() -> None:
    hashes = [perceptual_hash(picture(seed=seed)) for seed in range(12)]
    again = perceptual_hash(decode(as_file(picture(320, 240), "JPEG", quality=50)))
    assert distance(hashes[0], again) <= MAX_DISTANCE
    assert min(distance(hashes[0], other) for other in hashes[1:]) > MAX_DISTANCE


def test_a_worker_says_that_nothing_confines_its_children(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert confined_child.is_available()
    monkeypatch.setattr(confined_child, "seccomp", None)
    confined_child.require(refuses=False)
    assert "libseccomp" in caplog.text
    with pytest.raises(confined_child.NoSandbox, match="libseccomp2"):
        confined_child.require(refuses=True)


def test_real_photos_are_decoded() -> None:
    with zipfile.ZipFile(shared("photos", "photos.zip")) as archive:
        names = archive.namelist()[::90]
        images = [decode(archive.read(name)) for name in names]
    assert len(images) == len(names) > 15
    hashes = [perceptual_hash(image) for image in images]
    near = [1 for place, one in enumerate(hashes) for other in hashes[:place] if distance(one, other) <= MAX_DISTANCE]
    assert len(near) == 0
