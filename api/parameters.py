"""The parameters of queries, as the OpenAPI document says them. The forms in `forms.py` read them; a test compares."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from api.cursors import MAX_LENGTH
from api.forms import DEFAULT_LIMIT, MAX_LIMIT
from restaurants.enums import Stars
from restaurants.menus.allergens import ALLERGENS
from restaurants.search_queries import MAX_LENGTH as MAX_WORDS_LENGTH
from restaurants.selectors.filters import DIETS, RATINGS
from restaurants.selectors.nearby import DISTANCES_KM
from restaurants.selectors.orders import ORDERS
from restaurants.selectors.pages import HELPFUL


def text(name: str, description: str, *, max_length: int, pattern: str = "") -> OpenApiParameter:
    """A parameter that is a text."""
    schema = {"type": "string", "maxLength": max_length, **({"pattern": pattern} if pattern else {})}
    return OpenApiParameter(name, schema, description=description)


def choice(name: str, description: str, choices: list[str], *, many: bool = False) -> OpenApiParameter:
    """A parameter that is one of some words, or several of them."""
    one = {"type": "string", "enum": choices}
    schema = {"type": "array", "items": one} if many else one
    return OpenApiParameter(name, schema, description=description)


def flag(name: str, description: str) -> OpenApiParameter:
    """A parameter that is true or false."""
    return choice(name, description, ["true", "false"])


def header(name: str, description: str) -> OpenApiParameter:
    """A header that may be left out."""
    return OpenApiParameter(name, str, "header", description=description)


IF_MATCH = OpenApiParameter("If-Match", str, "header", required=True, description="the ETag of what you change")
KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 8, "maxLength": 200, "pattern": "^[!-~]+$"},
    "header",
    description="of your choice; a request that is sent twice with it is done once, for a day",
)
LIMIT = OpenApiParameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
    description="rows a page has at most",
)
CURSOR = text("cursor", "of the page before, as its `next` has it", max_length=MAX_LENGTH)
CURSOR_ID = OpenApiParameter("cursor", OpenApiTypes.UUID, description="of the page before, as its `next` has it")
NEAR = text("near", "a town, street or postcode, or a position of two decimals, such as 48.31,14.29", max_length=100)
RESTAURANTS = [
    text("q", "words in name, cuisine, town, street or menu", max_length=MAX_WORDS_LENGTH),
    text("cuisine", "a cuisine's key, such as latin_american", max_length=40, pattern="^[a-z0-9_]{1,40}$"),
    NEAR,
    choice("within", "kilometres around the place", [str(km) for km in DISTANCES_KM]),
    flag("open", "those that are open now"),
    choice("price", "price levels, 1 to 4", ["1", "2", "3", "4"], many=True),
    choice("rating", "stars at least", list(RATINGS)),
    choice("diet", "with such dishes", list(DIETS)),
    choice("free", "with dishes free of these allergens", list(ALLERGENS), many=True),
    flag("wheelchair", "wheelchair accessible"),
    flag("photos", "with photos"),
    choice("sort", "the order", list(ORDERS)),
    CURSOR,
    LIMIT,
]
REVIEWS = [
    choice("stars", "reviews with so many stars", list(Stars.values)),
    text("language", "ISO 639-1, or `yours`: those that Accept-Language names", max_length=5),
    flag("photos", "with photos"),
    text("words", "words in the text", max_length=60),
    choice("sort", "the most helpful first; by default the newest", [HELPFUL]),
    flag("visit", "whose visit is confirmed"),
    CURSOR,
    LIMIT,
]
PHOTOS = [CURSOR_ID, LIMIT]
DAYS = [OpenApiParameter("cursor", OpenApiTypes.DATE, description="of the page before, as its `next` has it"), LIMIT]
TEAM_REVIEWS = [flag("unanswered", "those without a reply"), CURSOR_ID, LIMIT]
CHANGES = [text("since", "the `cursor` of an earlier answer; left out: this moment", max_length=MAX_LENGTH), LIMIT]
POPULAR = [NEAR]
