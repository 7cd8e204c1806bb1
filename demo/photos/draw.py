"""Renders the photos of the town: `python -m demo.photos.draw` writes the files. It takes a minute."""

from PIL import Image

from demo.photos.catalogue import FOLDER, TABLES, DemoPhoto, demo_photos
from demo.photos.dishes import DISHES
from demo.photos.scene import Scene
from restaurants.photos.fingerprints import distance, perceptual_hash
from restaurants.selectors.copied_photos import MAX_DISTANCE

WIDTH, HEIGHT, QUALITY = 800, 600, 72
_TRIES = 40


def draw(photo: DemoPhoto, seed: int) -> Image.Image:
    """The photo as this seed makes it."""
    scene = Scene(WIDTH, HEIGHT, seed)
    kind, colour, _ = TABLES[photo.number % len(TABLES)]
    scene.lay_table(kind, colour)
    x, y = WIDTH / 2 + scene.chance.uniform(-110, 110), HEIGHT / 2 + scene.chance.uniform(-80, 80)
    DISHES[photo.dish](scene, x, y, scene.chance.uniform(190, 310))
    return scene.photograph(warmth=scene.chance.uniform(0, 0.07), exposure=scene.chance.uniform(0.92, 1.12))


def main() -> None:
    """Write every photo, each from the first seed that makes it unlike all others."""
    FOLDER.mkdir(exist_ok=True)
    known: list[int] = []
    for photo in demo_photos():
        for turn in range(_TRIES):
            image = draw(photo, 1_000 * photo.number + turn)
            found = perceptual_hash(image)
            if all(distance(found, other) > MAX_DISTANCE + 2 for other in known):
                break
        known.append(found)
        image.save(photo.path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    main()
