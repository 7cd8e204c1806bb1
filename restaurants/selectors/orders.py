"""The orders of the list, each with the sentence that readers see beside it. None has a paid input."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.expressions import OrderBy

from restaurants.maps.frame import WALKING_METRES_PER_MINUTE, Position
from restaurants.models.popularity import (
    HALF_LIFE_DAYS,
    MAX_WEIGHT_PER_DAY,
    PRIOR_REVIEWS,
    PRIOR_STARS,
    popularity,
)
from restaurants.selectors.nearby import globe_distance

DISTANCE = "distance"
# The lower end of the range in which the rating lies: many good reviews come before few.
_BY_RATING = (F("rating__lower_bound").desc(), F("slug").asc())


@dataclass(frozen=True)
class ListOrder:
    """An order: its key in addresses, its label, why a restaurant stands where it stands, and its columns on a day.

    `columns` takes the place that distances are measured from, or None where nobody gave one, and the day in UTC, or
    None for today.
    """

    key: str
    label: str
    sentence: str
    columns: Callable[[Position | None, date | None], tuple[OrderBy, ...]]

    @property
    def moves(self) -> bool:
        """Whether reviews that are posted meanwhile give a restaurant another place."""
        return self.key in ("relevance", "popular", "rating")


def _by_distance(centre: Position | None, _: date | None) -> tuple[OrderBy, ...]:
    if centre is None:
        raise ValueError("Nothing is near without a place; see list_order.")
    return (globe_distance(centre).asc(), F("slug").asc())


_ALL = (
    ListOrder(
        "relevance",
        "Best match",
        "Restaurants with your words in name or cuisine come first, then those with some in town or street, then those "
        "with some in the menu. Among equals the higher rating comes first, by the lower end of its range.",
        lambda *_: (F("relevance").desc(), *_BY_RATING),
    ),
    ListOrder(
        "popular",
        "Popular",
        f"By the mean of all stars, each counting half as much every {HALF_LIFE_DAYS} days, those of one day together "
        f"at most as {MAX_WEIGHT_PER_DAY}, as if {PRIOR_REVIEWS} more people had given {PRIOR_STARS} stars today: so a "
        "few reviews lift a restaurant only a little.",
        lambda _, day: (popularity("rating__", day=day).desc(), F("rating__restaurant").asc()),
    ),
    ListOrder(
        "rating",
        "Rating",
        "By the lower end of the range in which the rating lies with 95 % confidence. With few reviews it is wide.",
        lambda *_: (F("rating__lower_bound").desc(), F("rating__restaurant").asc()),
    ),
    ListOrder(
        DISTANCE,
        "Distance",
        "The nearest come first, as the crow flies. Minutes on foot are for "
        f"{WALKING_METRES_PER_MINUTE} metres a minute on a straight line; streets make it longer.",
        _by_distance,
    ),
    ListOrder(
        "newest", "Newest", "The restaurants that were listed here last come first.", lambda *_: (F("id").desc(),)
    ),
    ListOrder("name", "A to Z", "In alphabetical order.", lambda *_: (F("slug").asc(),)),
)
ORDERS = {order.key: order for order in _ALL}


def list_order(key: str, *, has_query: bool, has_place: bool = False) -> ListOrder:
    """The order that was asked for; otherwise by distance, by the best match, or popular ones first.

    Without words there is no best match, and without a place no distance.
    """
    is_possible = {"relevance": has_query, DISTANCE: has_place}
    if key in ORDERS and is_possible.get(key, True):
        return ORDERS[key]
    return ORDERS[DISTANCE if has_place else "relevance" if has_query else "popular"]
