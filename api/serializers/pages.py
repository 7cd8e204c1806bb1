"""Pages of lists, and popular things, in answers."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.output import Output
from api.serializers.restaurants import FoundRestaurant, PhotoInList, RestaurantInList
from api.serializers.reviews import ReviewWithPhotos
from restaurants.models import Dish
from restaurants.models.popularity import Popularity


class KeysetPageFields(serializers.Serializer[Any]):
    """What every page of a list has beside its rows."""

    next = serializers.URLField(
        allow_null=True, help_text="the next page; null on the last. The header Link has it too"
    )


MOVES = "whether a row that rises or falls between two pages may come twice or be left out"


class RestaurantPage(KeysetPageFields):
    items = FoundRestaurant(many=True)
    order = serializers.CharField(help_text="the order of the rows")
    why = serializers.CharField(help_text="why a restaurant stands where it stands")
    moves = serializers.BooleanField(help_text=MOVES)
    corrected = serializers.CharField(allow_blank=True, help_text="the words that q was taken for, if it was mistyped")


class ReviewPage(KeysetPageFields):
    items = ReviewWithPhotos(many=True)
    moves = serializers.BooleanField(help_text=MOVES)


class PhotoPage(KeysetPageFields):
    items = PhotoInList(many=True)


class PopularNumbers(Output):
    """Why something is popular: the page `/popular/` has the formula."""

    popularity = serializers.SerializerMethodField(help_text="from 1 to 5")
    weight = serializers.SerializerMethodField(help_text="what its reviews weigh on this day")
    reviews = serializers.IntegerField(source="count")
    average = serializers.FloatField(allow_null=True)

    def __init__(self, *args: Any, day: date | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.day = day or date.min

    @extend_schema_field(serializers.FloatField())
    def get_popularity(self, sums: Popularity) -> float:
        return sums.popularity_on(self.day)

    @extend_schema_field(serializers.FloatField())
    def get_weight(self, sums: Popularity) -> float:
        return sums.weight_on(self.day)


class PopularRestaurant(serializers.Serializer[Any]):
    restaurant = RestaurantInList()
    numbers = PopularNumbers()


class DishOfRestaurant(Output):
    """A dish, and where it is on the menu."""

    name = serializers.CharField()
    price = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(source="restaurant.menu.currency")
    language = serializers.CharField(source="restaurant.menu.language", allow_blank=True)
    restaurant = serializers.CharField(source="restaurant.slug", help_text="its slug")
    restaurant_name = serializers.CharField(source="restaurant.name")


class PopularDish(serializers.Serializer[Any]):
    dish = DishOfRestaurant()
    numbers = PopularNumbers()


class PopularRestaurants(serializers.Serializer[Any]):
    day = serializers.DateField()
    items = PopularRestaurant(many=True)


class PopularDishes(serializers.Serializer[Any]):
    day = serializers.DateField()
    items = PopularDish(many=True)


_DISH = DishOfRestaurant()


def dish_with_numbers(dish: Dish, day: date) -> dict[str, Any]:
    """A dish of a list of popular ones."""
    return {"dish": _DISH.to_representation(dish), "numbers": PopularNumbers(day=day).to_representation(dish)}
