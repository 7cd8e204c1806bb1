"""What web and `media` both know of photos: the sizes, the grid for blurring, and the colour of a placeholder.

Nothing here reads a picture, so that web does without the libraries for it.
"""

from collections.abc import Collection

WIDTHS = (400, 800, 1600)
CARD = "card"
# Every end that a published file's name may have.
ENDS = (*map(str, WIDTHS), CARD)
# How many cells a photo's grid has across.
COLUMNS = 12
_MAX_ROWS = 24
MAX_CELLS = COLUMNS * _MAX_ROWS


def widths(width: int) -> dict[int, int]:
    """The sizes that a photo of this width is shown in, by name, and how wide each really is: none is enlarged."""
    smaller = (0, *WIDTHS)
    return {name: min(name, width) for before, name in zip(smaller, WIDTHS, strict=False) if width > before}


def average_colour(digest: bytes) -> tuple[int, int, int]:
    """Red, green and blue of the whole picture, 0 to 255, from its hash."""
    first = int.from_bytes(digest[:3], "little")
    light, yellow, rosy = (first & 63) / 63, (first >> 6 & 63) / 31.5 - 1, (first >> 12 & 63) / 31.5 - 1
    blue = light - 2 / 3 * yellow
    red = (3 * light - blue + rosy) / 2
    return tuple(round(255 * min(1.0, max(0.0, value))) for value in (red, red - rosy, blue))  # type: ignore[return-value]  # three of them


def rows_of(width: int, height: int) -> int:
    """How many rows the grid of a photo has: its cells are about square."""
    return min(_MAX_ROWS, max(1, round(COLUMNS * height / width)))


def to_digits(cells: Collection[int]) -> str:
    """Numbers of cells, from the upper left, row by row, as hexadecimal digits."""
    return f"{sum(1 << cell for cell in set(cells)):x}"


def from_digits(digits: str) -> frozenset[int]:
    """Numbers of cells, from their hexadecimal digits; none of no digits."""
    chosen = int(digits or "0", 16)
    return frozenset(cell for cell in range(chosen.bit_length()) if chosen >> cell & 1)
