"""What narrows the list: each filter of a query string as a condition on restaurants. All of them combine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    F,
    Field,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    SmallIntegerField,
    Value,
    When,
)
from django.db.models.functions import Cast

from restaurants.enums import PhotoState
from restaurants.hours.stored import minute_of_day, minute_of_week
from restaurants.models import Photo, Restaurant

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
            # Those by guests: a place does not come into this list by what it shows itself.
            shown = Photo.objects.filter(restaurant=OuterRef("pk"), state=PhotoState.PUBLISHED, review__isnull=False)
            restaurants = restaurants.filter(Exists(shown))
        return restaurants.filter(wheelchair="yes") if self.wheelchair else restaurants


NO_FILTERS = ListFilters()


class _HasDishWithout(Func):
    """Whether one of the sets of allergens has none of these letters."""

    template = "EXISTS (SELECT FROM unnest(%(expressions)s))"
    arg_joiner = ") AS dish WHERE dish !~ ("
    output_field = BooleanField()


def _open(restaurants: QuerySet[Restaurant], now: datetime) -> QuerySet[Restaurant]:
    """Those that are open at `now`, by their own clocks: as in a usual week, or as on the day that it is there."""
    zones = Restaurant.objects.exclude(time_zone="").order_by().values_list("time_zone", flat=True).distinct()
    clocks = {zone: now.astimezone(ZoneInfo(zone)) for zone in zones}
    if not clocks:
        return restaurants.none()
    week = _by_zone({zone: minute_of_week(clock) for zone, clock in clocks.items()}, SmallIntegerField())
    minute = _by_zone({zone: minute_of_day(clock) for zone, clock in clocks.items()}, SmallIntegerField())
    # As constants for the index; where it is not the same day everywhere, also as the one that it is at each place.
    is_today = Q(special_days__day__in={clock.date() for clock in clocks.values()})
    if len({clock.date() for clock in clocks.values()}) > 1:
        is_today &= Q(special_days__day=_by_zone({zone: clock.date() for zone, clock in clocks.items()}, DateField()))
    special = FilteredRelation("special_days", condition=is_today)
    # An odd number of times before now: the last one was an opening.
    number = Case(
        When(special__day__isnull=False, then=_count_before(minute, "special__minutes")),
        default=_count_before(week, "open_week"),
    )
    rows = restaurants.filter(open_week__isnull=False).exclude(time_zone="").annotate(special=special)
    return rows.annotate(open_number=number.bitand(1)).filter(open_number=1)


def _by_zone(values: Mapping[str, Any], field: "Field[Any, Any]") -> Case | Value:
    """What belongs to a restaurant's time zone; a constant where it is the same in all."""
    if len(set(values.values())) == 1:
        return Value(next(iter(values.values())), field)
    return Case(*(When(time_zone=zone, then=Value(value, field)) for zone, value in values.items()), output_field=field)


def _count_before(minute: Case | Value, minutes: str) -> Func:
    return Func(Cast(minute, SmallIntegerField()), F(minutes), function="width_bucket", output_field=IntegerField())
