"""Makes parts of a photo unrecognizable: of two by two cells one average colour is left, where any of them is blurred.

A face that fills a photo would be known by a colour a cell: some are by seven across and ten down (Yip and Sinha,
"Contribution of color to face recognition", 2002).
"""

from PIL import Image

from restaurants.photos.sizes import COLUMNS, rows_of


def blur(image: Image.Image, digits: str) -> Image.Image:
    """The picture with the cells replaced by a smooth field of their average colours; nothing else of them is left."""
    size = (COLUMNS, rows_of(*image.size))
    chosen = int(digits, 16)
    mask = Image.new("L", size)
    mask.putdata([255 * (chosen >> cell & 1) for cell in range(size[0] * size[1])])
    coarse = (COLUMNS // 2, max(1, size[1] // 2))
    averages = image.resize(coarse, Image.Resampling.BOX).resize(image.size, Image.Resampling.BICUBIC)
    return Image.composite(averages, image, mask.resize(image.size, Image.Resampling.NEAREST))
