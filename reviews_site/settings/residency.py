"""Which region this cell keeps, and which cells people can choose from. The rules are in `reviews_site.cells`."""

from django.core.exceptions import ImproperlyConfigured

from reviews_site.cells import Cell, InvalidCells
from reviews_site.cells import cells as read_cells
from reviews_site.cells import region as read_region
from reviews_site.settings import env

# What development calls its one cell; in production each is named in PLATEMARK_CELLS.
_NAMES = {"eu": "the European Union", "us": "the United States"}


def cells(own_url: str) -> tuple[str, dict[str, Cell]]:
    """The region of this cell, and every cell that there is. Where nobody says otherwise, one: `eu`, at `own_url`."""
    name = "PLATEMARK_REGION"
    try:
        home = read_region(env.optional(name, "eu"))
        name = "PLATEMARK_CELLS"
        alone = f"{home}={own_url} {_NAMES.get(home, f'the region {home.upper()}')}"
        return home, read_cells(env.optional(name) or alone, home=home)
    except InvalidCells as problem:
        raise ImproperlyConfigured(f"{name} can't be read: {problem} See .env.example.") from None
