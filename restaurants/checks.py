"""Refuses to start the process `web` with a base map that it can't serve."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from restaurants.tiles.archive import InvalidTileArchive, base_map_archive


def require_valid_base_map() -> None:
    """Read the header of the file that MAP_BASE names, if it names one.

    Raises:
        ImproperlyConfigured: the file is missing or wrong; the message says what to do.
    """
    if settings.PROCESS.name == "web":
        try:
            base_map_archive()
        except InvalidTileArchive as problem:
            raise ImproperlyConfigured(f"{problem} (platemark.E040)") from None
