"""Routes as somebody would ask for them: with something in the place of what each takes."""

import re
import uuid

from reviews_site.web.access import routes

ONE = str(uuid.UUID(int=1))
_VALUES = {"uuid": ONE, "int": "1", "slug": "end", "str": "core.reviews"}


def paths() -> list[str]:
    """A path for every route of the realm whose settings hold."""
    return ["/" + re.sub(r"<(\w+):\w+>", lambda found: _VALUES[found[1]], route) for route in routes()]
