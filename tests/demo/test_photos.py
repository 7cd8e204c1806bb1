"""The photos of the town: as many as it says, small, unlike each other, described, and where such things are served."""

from PIL import Image

from demo.photos import draw
from demo.photos.catalogue import FOLDER, demo_photos
from demo.photos.posting import places
from restaurants.models import Restaurant, RestaurantRating
from restaurants.photos.fingerprints import distance, perceptual_hash
from restaurants.selectors.copied_photos import MAX_DISTANCE

MAX_FOLDER_BYTES = 3_000_000


def test_every_photo_is_there_and_no_two_look_alike() -> None:
    photos = demo_photos()
    assert len(photos) >= 60 and {photo.path for photo in photos} == set(FOLDER.iterdir())
    hashes = [perceptual_hash(Image.open(photo.path)) for photo in photos]
    assert min(distance(one, other) for at, one in enumerate(hashes) for other in hashes[:at]) > MAX_DISTANCE
    assert sum(photo.path.stat().st_size for photo in photos) < MAX_FOLDER_BYTES


def test_the_code_draws_what_is_shipped() -> None:
    photo = demo_photos()[1]
    shipped = perceptual_hash(Image.open(photo.path))
    drawn = [perceptual_hash(draw.draw(photo, 1_000 * photo.number + turn)) for turn in range(2)]
    assert drawn[0] == perceptual_hash(draw.draw(photo, 1_000 * photo.number))
    assert min(distance(shipped, each) for each in drawn) <= MAX_DISTANCE


def test_a_photo_is_shown_where_such_things_are_served() -> None:
    known = []
    for number, cuisine in enumerate(("pizza", "pizza", "sushi", "ice_cream")):
        place = Restaurant(slug=f"place-{number}", cuisines=[cuisine])
        place.rating = RestaurantRating(count=number)
        known.append(place)
    found = [(photo.dish, place.slug) for photo, place in places(known)]
    assert found[:3] == [("pizza", "place-1"), ("sushi", "place-2"), ("ice", "place-3")]
    assert ("pizza", "place-0") in found
