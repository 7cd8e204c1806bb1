"""Makes parts of a photo unrecognizable: one average colour is left of each cell that its author chose."""

from collections.abc import Collection

from PIL import Image

COLUMNS = 12
_MAX_ROWS = 24


def rows_of(width: int, height: int) -> int:
    """How many rows the grid of a photo has: its cells are about square."""
    return min(_MAX_ROWS, max(1, round(COLUMNS * height / width)))


def to_digits(cells: Collection[int]) -> str:
    """Numbers of cells, from the upper left, row by row, as hexadecimal digits."""
    return f"{sum(1 << cell for cell in set(cells)):x}"


def blur(image: Image.Image, digits: str) -> Image.Image:
    """The picture with the cells replaced by a smooth field of their average colours; nothing else of them is left."""
    size = (COLUMNS, rows_of(*image.size))
    chosen = int(digits, 16)
    mask = Image.new("L", size)
    mask.putdata([255 * (chosen >> cell & 1) for cell in range(size[0] * size[1])])
    averages = image.resize(size, Image.Resampling.BOX).resize(image.size, Image.Resampling.BICUBIC)
    return Image.composite(averages, image, mask.resize(image.size, Image.Resampling.NEAREST))
