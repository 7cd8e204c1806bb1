"""The protections of pages that are rendered once for many: those of all who are signed in, and those of a replica."""

from contextlib import nullcontext
from typing import Any

from django.core.handlers.wsgi import WSGIRequest

from reviews_site.web.slots import draw_part
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Together, always

_drawn: dict[str, str] = {}


def repeated(request: Any) -> Any:
    """Return the request once more, with everything that was sent."""
    return WSGIRequest(dict(request.META))


def draw_once(template: str, values: Any, personal: Any, request: Any) -> str:
    """Draw a part for the first person, and show it to all that follow."""
    key = f"{template} {sorted(map(str, values.items()))}"
    return _drawn.setdefault(key, draw_part(template, values, personal, request))


PROTECTIONS = (
    Protection(
        "shared_page_of_nobody",
        "A page that is shared by those who are signed in is rendered without cookies and other headers, for nobody.",
        "it is rendered for the first who asks, from everything that they sent",
        Together(
            Replaced("restaurants.page_cache.reduce_to_nobody", repeated),
            Replaced("restaurants.page_cache.is_cacheable", always),
        ),
    ),
    Protection(
        "shared_page_parts",
        "What a page says of a person, their form token included, is drawn for each answer anew and never kept.",
        "parts are kept with the page",
        Replaced("reviews_site.web.slots.draw_part", draw_once),
    ),
    Protection(
        "shared_page_token",
        "Nobody can write a slot: those of a page stand between tokens that a process makes by chance.",
        "the token can be guessed",
        Replaced("reviews_site.web.slots.TOKEN", "0" * 32),
    ),
    Protection(
        "replica_is_never_behind",
        "No page is older for being rendered from a replica: whoever just wrote sees it, and so does everybody else.",
        "nobody asks what the replica has received",
        Replaced("restaurants.page_cache.has_received", always),
    ),
    Protection(
        "replica_is_dispensable",
        "A replica that is down, gone or refuses costs nobody a page, and is left alone for a while.",
        "its errors are answered, and it is asked again at once",
        Together(
            Replaced("restaurants.page_cache.suppress", nullcontext),
            Replaced("reviews_site.web.replica.is_usable", always),
        ),
    ),
)
