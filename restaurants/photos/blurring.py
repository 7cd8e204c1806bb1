"""Makes parts of a photo unrecognizable: one average colour is left of each cell that its author chose."""

from PIL import Image

from restaurants.photos.sizes import COLUMNS, rows_of


def blur(image: Image.Image, digits: str) -> Image.Image:
    """The picture with the cells replaced by a smooth field of their average colours; nothing else of them is left."""
    size = (COLUMNS, rows_of(*image.size))
    chosen = int(digits, 16)
    mask = Image.new("L", size)
    mask.putdata([255 * (chosen >> cell & 1) for cell in range(size[0] * size[1])])
    averages = image.resize(size, Image.Resampling.BOX).resize(image.size, Image.Resampling.BICUBIC)
    return Image.composite(averages, image, mask.resize(image.size, Image.Resampling.NEAREST))
