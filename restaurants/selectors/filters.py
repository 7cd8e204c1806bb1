"""What narrows the list: each filter of a query string as a condition on restaurants. All of them combine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, Case, Exists, F, Func, IntegerField, OuterRef, QuerySet, Value, When

from restaurants.enums import PhotoState
from restaurants.models import Photo, Restaurant
from restaurants.opening_hours import quarter_of

DIETS = {"vegetarian": "Vegetarian dishes", "vegan": "Vegan dishes"}
# A vegan dish is one for vegetarians too.
_FITTING_DIETS = {"vegetarian": ["vegetarian", "vegan"], "vegan": ["vegan"]}
RATINGS = ("3", "3.5", "4", "4.5")


@dataclass(frozen=True)
class ListFilters:
    """The filters that were chosen; empty ones narrow nothing."""

    cuisine: str = ""
    is_open: bool = False
    prices: Sequence[int] = ()
    rating: str = ""
    diet: str = ""
    free_of: Sequence[str] = ()
    wheelchair: bool = False
    photos: bool = False

    @property
    def count(self) -> int:
        """How many filters beside the cuisine were chosen."""
        chosen = (self.is_open, self.prices, self.rating, self.diet, self.free_of, self.wheelchair, self.photos)
        return sum(map(bool, chosen))

    def narrow_but_cuisine(self, restaurants: QuerySet[Restaurant], *, now: datetime) -> QuerySet[Restaurant]:
        """Those of `restaurants` that pass all filters but the cuisine, whose numbers stand beside all cuisines.

        `is_open` takes a query of its own, for the time zones.
        """
        if self.is_open:
            restaurants = _open(restaurants, now)
        if self.prices:
            restaurants = restaurants.filter(menu__price_level__in=self.prices)
        if self.rating:
            restaurants = restaurants.filter(
                rating__count__gt=0, rating__total__gte=F("rating__count") * float(self.rating)
            )
        if self.diet:
            restaurants = restaurants.filter(menu__diets__overlap=_FITTING_DIETS[self.diet])
        if self.free_of:
            restaurants = restaurants.filter(
                _HasDishWithout(F("menu__allergen_sets"), Value(f"[{''.join(self.free_of)}]"))
            )
        if self.photos:
            shown = Photo.objects.filter(restaurant=OuterRef("pk"), state=PhotoState.PUBLISHED)
            restaurants = restaurants.filter(Exists(shown))
        return restaurants.filter(wheelchair="yes") if self.wheelchair else restaurants


NO_FILTERS = ListFilters()


class _HasDishWithout(Func):
    """Whether one of the sets of allergens has none of these letters."""

    template = "EXISTS (SELECT FROM unnest(%(expressions)s))"
    arg_joiner = ") AS dish WHERE dish !~ ("
    output_field = BooleanField()


def _open(restaurants: QuerySet[Restaurant], now: datetime) -> QuerySet[Restaurant]:
    """Those that are open at `now` in a usual week, by their own clocks."""
    zones = Restaurant.objects.exclude(time_zone="").order_by().values_list("time_zone", flat=True).distinct()
    quarters = [When(time_zone=zone, then=Value(quarter_of(now.astimezone(ZoneInfo(zone))))) for zone in zones]
    if not quarters:
        return restaurants.none()
    bit = Func(F("open_quarters"), Case(*quarters), function="get_bit", output_field=IntegerField())
    return restaurants.filter(open_quarters__isnull=False).annotate(open_bit=bit).filter(open_bit=1)
