"""Restaurants, their menus and photos in answers: what their pages show, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.output import Output
from restaurants.enums import Licence, LinkKind, Wheelchair
from restaurants.hours.stored import hours_in_minutes
from restaurants.hours.written import clock
from restaurants.models import Menu, Restaurant
from restaurants.opening_hours import read_opening_times
from restaurants.rules import ASPECTS, rating_interval
from restaurants.selectors.photos import PublicPhoto, photos_by_team
from reviews_site.web.discovery import absolute

Number = serializers.FloatField


class Address(Output):
    street = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    town = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True, help_text="ISO 3166-1, or empty")


class Coordinates(Output):
    latitude = Number(allow_null=True, help_text="degrees north, WGS 84")
    longitude = Number(allow_null=True, help_text="degrees east, WGS 84")


class Rating(Output):
    count = serializers.IntegerField(help_text="how many reviews")
    average = Number(allow_null=True, help_text="mean of the stars; null without reviews")
    low = serializers.SerializerMethodField(help_text="lower end of the 95 % interval; null below five reviews")
    high = serializers.SerializerMethodField(help_text="upper end of the 95 % interval; null below five reviews")
    stars = serializers.ListField(
        child=serializers.IntegerField(), min_length=5, max_length=5, help_text="how many gave 1, 2, 3, 4 and 5 stars"
    )
    aspects = serializers.SerializerMethodField(help_text="mean stars of each aspect that at least five reviews rated")

    def to_representation(self, instance: Any) -> dict[str, Any]:
        low, high = rating_interval(instance.stars) or (None, None)
        return {
            "count": instance.count,
            "average": instance.average,
            "low": low,
            "high": high,
            "stars": list(instance.stars),
            "aspects": dict.fromkeys(ASPECTS) | dict(instance.aspects),
        }

    @extend_schema_field(Number(allow_null=True))
    def get_low(self, rating: Any) -> None: ...

    @extend_schema_field(Number(allow_null=True))
    def get_high(self, rating: Any) -> None: ...

    @extend_schema_field(serializers.DictField(child=Number(allow_null=True)))
    def get_aspects(self, rating: Any) -> None: ...


class RestaurantInList(Output):
    """A restaurant, as a list has it."""

    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="its page for people")
    cuisines = serializers.ListField(child=serializers.CharField())
    address = Address(source="*")
    position = Coordinates(source="*")
    price_level = serializers.SerializerMethodField(help_text="1 to 4, cheap to dear; null without a menu")
    wheelchair = serializers.ChoiceField(choices=Wheelchair.choices)
    rating = Rating()

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Restaurant) -> str:
        return absolute(row.get_absolute_url())

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_price_level(self, row: Restaurant) -> int | None:
        return row.menu.price_level if hasattr(row, "menu") else None


class FoundRestaurant(RestaurantInList):
    """A restaurant that was looked for, with its distance where a place was given."""

    metres = serializers.SerializerMethodField(help_text="as the crow flies; null where no place was given")

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_metres(self, row: Restaurant) -> int | None:
        distance = vars(row).get("distance")
        return round(distance.metres) if distance else None


class HoursPeriod(serializers.Serializer[Any]):
    opens = serializers.CharField(help_text="such as 18:00, by the clocks at the restaurant")
    closes = serializers.CharField(help_text="such as 02:00; not after `opens`: on the next day; 24:00: at midnight")


class HoursOfWeekday(serializers.Serializer[Any]):
    weekday = serializers.IntegerField(min_value=1, max_value=7, help_text="ISO 8601: 1 is Monday")
    periods = HoursPeriod(many=True)


class HoursOfDay(serializers.Serializer[Any]):
    day = serializers.DateField()
    periods = HoursPeriod(many=True)


class Hours(serializers.Serializer[Any]):
    week = HoursOfWeekday(many=True)
    special_days = HoursOfDay(many=True, help_text="days of the next two months that differ from the week")


class OwnPhoto(Output):
    """A photo that a restaurant's team shows: where its files are, and what it shows."""

    id = serializers.UUIDField()
    alt = serializers.CharField(allow_blank=True)
    width = serializers.IntegerField(help_text="pixels of the largest file")
    height = serializers.IntegerField()
    small = serializers.SerializerMethodField()
    large = serializers.SerializerMethodField()
    card = serializers.SerializerMethodField(help_text="a part of it of 4:3")

    @extend_schema_field(serializers.URLField())
    def get_small(self, photo: PublicPhoto) -> str:
        return absolute(photo.src)

    @extend_schema_field(serializers.URLField())
    def get_large(self, photo: PublicPhoto) -> str:
        return absolute(photo.link)

    @extend_schema_field(serializers.URLField())
    def get_card(self, photo: PublicPhoto) -> str:
        return absolute(photo.card)


class RestaurantDetail(RestaurantInList):
    """A restaurant with all that its page says of it."""

    description = serializers.SerializerMethodField(help_text="plain text, as its team wrote it, or empty")
    phone = serializers.CharField(allow_blank=True)
    website = serializers.CharField(allow_blank=True)
    time_zone = serializers.CharField(allow_blank=True, help_text="IANA name, or empty")
    opening_hours = serializers.CharField(allow_blank=True, help_text="as OpenStreetMap writes them")
    hours = serializers.SerializerMethodField(help_text="null where `opening_hours` can't be read")
    closed_at = serializers.DateTimeField(
        allow_null=True, help_text="since when it counts as closed for good; then it is in no list, and takes no review"
    )
    licence = serializers.ChoiceField(choices=Licence.choices, help_text="whom the listing must credit")
    own_photos = serializers.SerializerMethodField(help_text="those that its team shows, the cover first")
    own_links = serializers.SerializerMethodField(
        help_text="addresses that its team gives, by kind: " + ", ".join(LinkKind.values)
    )
    has_menu = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_blank=True))
    def get_description(self, row: Restaurant) -> str:
        return row.page_profile.description if hasattr(row, "page_profile") else ""

    @extend_schema_field(Hours(allow_null=True))
    def get_hours(self, row: Restaurant) -> dict[str, Any] | None:
        opening = read_opening_times(row.opening_hours, zone=row.time_zone, country=row.country, now=timezone.now())
        if opening is None:
            return None
        return {
            "week": [
                {"weekday": number, "periods": _periods(spans)} for number, spans in enumerate(opening.usual_week, 1)
            ],
            "special_days": [
                {"day": each.day.isoformat(), "periods": _periods(hours_in_minutes(each.periods))}
                for each in opening.special_days
            ],
        }

    @extend_schema_field(OwnPhoto(many=True))
    def get_own_photos(self, row: Restaurant) -> list[dict[str, Any]]:
        return [OwnPhoto().to_representation(photo) for photo in photos_by_team(row)]

    @extend_schema_field(serializers.DictField(child=serializers.URLField()))
    def get_own_links(self, row: Restaurant) -> dict[str, str]:
        return dict(row.page_profile.links) if hasattr(row, "page_profile") else {}

    @extend_schema_field(serializers.BooleanField())
    def get_has_menu(self, row: Restaurant) -> bool:
        return hasattr(row, "menu")

    @extend_schema_field(serializers.DictField(child=serializers.URLField()))
    def get_links(self, row: Restaurant) -> dict[str, str]:
        names = ("menu", "reviews", "photos") if hasattr(row, "menu") else ("reviews", "photos")
        return {name: absolute(reverse(f"api:{name}", args=[row.slug])) for name in names}


def _periods(spans: Sequence[tuple[int, int]]) -> list[dict[str, str]]:
    return [{"opens": clock(opens), "closes": clock(closes)} for opens, closes in spans]


_DISH_TEXTS = ("name", "price", "allergens", "diet", "description", "season")


class DishTranslation(serializers.Serializer[Any]):
    language = serializers.CharField(help_text="ISO 639-1")
    name = serializers.CharField()
    description = serializers.CharField(allow_blank=True)


class TitleTranslation(serializers.Serializer[Any]):
    language = serializers.CharField(help_text="ISO 639-1")
    title = serializers.CharField()


class MenuDish(serializers.Serializer[Any]):
    name = serializers.CharField()
    price = serializers.CharField(allow_blank=True, help_text="with two decimals, in the menu's currency")
    allergens = serializers.CharField(allow_blank=True, help_text="letters of the EU's allergens, A to R")
    diet = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    season = serializers.CharField(
        allow_blank=True, help_text="`seasonal`: only at some times of the year; empty: always"
    )
    not_on = serializers.DateField(allow_null=True, help_text="the one day on which it is sold out")
    translations = DishTranslation(many=True)


class MenuSection(serializers.Serializer[Any]):
    title = serializers.CharField()
    dishes = MenuDish(many=True)
    translations = TitleTranslation(many=True)


class MenuDocument(Output):
    price_level = serializers.IntegerField(min_value=1, max_value=4)
    currency = serializers.CharField(help_text="ISO 4217")
    language = serializers.CharField(allow_blank=True, help_text="ISO 639-1 of the dishes' names, or empty")
    sections = serializers.SerializerMethodField()

    @extend_schema_field(MenuSection(many=True))
    def get_sections(self, menu: Menu) -> list[dict[str, Any]]:
        return sections_of(menu.sections)


def sections_of(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """The sections of a menu as they are stored, with every field of each dish."""
    return [
        {
            "title": section["title"],
            "dishes": [
                {
                    **{name: str(dish.get(name) or "") for name in _DISH_TEXTS},
                    "not_on": dish.get("not_on") or None,
                    "translations": _translations(dish, "name", "description"),
                }
                for dish in section["dishes"]
            ],
            "translations": _translations(section, "title"),
        }
        for section in rows
    ]


def _translations(part: Mapping[str, Any], *names: str) -> list[dict[str, str]]:
    return [
        {"language": language, **{name: texts.get(name, "") for name in names}}
        for language, texts in sorted(part.get("translations", {}).items())
    ]


class PhotoInList(OwnPhoto):
    """A published photo: where its files are, and what its author says that it shows."""

    review_id = serializers.UUIDField()
    pen_name = serializers.CharField(help_text="of its author")
