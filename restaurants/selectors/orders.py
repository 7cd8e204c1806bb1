"""The orders of the list, each with the sentence that readers see beside it. None has a paid input."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.db.models.expressions import OrderBy

from restaurants.models.restaurant import HALF_LIFE_DAYS, MAX_WEIGHT_PER_DAY, PRIOR_REVIEWS, PRIOR_STARS, popularity

# The lower end of the range in which the rating lies: many good reviews come before few.
_BY_RATING = (F("rating__lower_bound").desc(), F("slug").asc())


@dataclass(frozen=True)
class ListOrder:
    """An order: its key in addresses, its label, why a restaurant stands where it stands, and its columns today."""

    key: str
    label: str
    sentence: str
    columns: Callable[[], tuple[OrderBy, ...]]


_ALL = (
    ListOrder(
        "relevance",
        "Best match",
        "Restaurants with your words in name or cuisine come first, then those with some in town or street, then those "
        "with some in the menu. Among equals the higher rating comes first, by the lower end of its range.",
        lambda: (F("relevance").desc(), *_BY_RATING),
    ),
    ListOrder(
        "popular",
        "Popular",
        f"By the mean of all stars, each counting half as much every {HALF_LIFE_DAYS} days, those of one day together "
        f"at most as {MAX_WEIGHT_PER_DAY}, as if {PRIOR_REVIEWS} more people had given {PRIOR_STARS} stars today: so a "
        "few reviews lift a restaurant only a little.",
        lambda: (popularity("rating__").desc(), F("rating__restaurant").asc()),
    ),
    ListOrder(
        "rating",
        "Rating",
        "By the lower end of the range in which the rating lies with 95 % confidence. With few reviews it is wide.",
        lambda: (F("rating__lower_bound").desc(), F("rating__restaurant").asc()),
    ),
    ListOrder("newest", "Newest", "The restaurants that were listed here last come first.", lambda: (F("id").desc(),)),
    ListOrder("name", "A to Z", "In alphabetical order.", lambda: (F("slug").asc(),)),
)
ORDERS = {order.key: order for order in _ALL}


def list_order(key: str, *, has_query: bool) -> ListOrder:
    """The order that was asked for; the best match for a query, and popular places first without one."""
    if key in ORDERS and (has_query or key != "relevance"):
        return ORDERS[key]
    return ORDERS["relevance" if has_query else "popular"]
