"""Restaurants, their menus and photos, and what is popular."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.cursors import to_text
from api.forms import PhotosQuery, PopularQuery, RestaurantsQuery, read_query
from api.problems import InvalidParameters
from api.serializers.pages import (
    PhotoPage,
    PopularDishes,
    PopularNumbers,
    PopularRestaurants,
    RestaurantPage,
    dish_with_numbers,
)
from api.serializers.restaurants import FoundRestaurant, MenuDocument, PhotoInList, RestaurantDetail, RestaurantInList
from api.views.base import PublicRead, page_answer
from restaurants.models import Menu
from restaurants.selectors.dishes import popular_dishes
from restaurants.selectors.keyset_lists import restaurants_after
from restaurants.selectors.nearby import NamedPlace, distance_to, read_place
from restaurants.selectors.pages import restaurant_id, restaurant_with_menu
from restaurants.selectors.photos import photos_after
from restaurants.selectors.popular import popular_places

LISTED, NEAR_KM = 24, 2
_FOUND, _DETAIL, _LISTED, _PHOTO, _MENU = (
    FoundRestaurant(),
    RestaurantDetail(),
    RestaurantInList(),
    PhotoInList(),
    MenuDocument(),
)


class Restaurants(PublicRead):
    @extend_schema(
        operation_id="list_restaurants",
        tags=["Restaurants"],
        summary="Restaurants that match, page by page, in an order that nobody can pay for",
        parameters=parameters.RESTAURANTS,
        responses=RestaurantPage,
    )
    def get(self, request: Request) -> Response:
        """With the filters, orders and words of the list's page."""
        form = read_query(request.GET, RestaurantsQuery)
        values = form.values()
        place = place_of(values["near"])
        page = restaurants_after(
            values["cursor"] or None,
            query=values["q"],
            filters=form.filters(),
            near=form.area(place) if place else None,
            sort=values["sort"],
            size=values["limit"],
            now=timezone.now(),
        )
        if place:
            for row in page.rows:
                row.distance = distance_to(row, place.position)
        return page_answer(
            request,
            map(_FOUND.to_representation, page.rows),
            cursor=to_text(page.following) if page.following else "",
            order=page.order.key,
            why=page.order.sentence,
            moves=page.order.moves,
            corrected=page.corrected,
        )


class OneRestaurant(PublicRead):
    @extend_schema(
        operation_id="get_restaurant",
        tags=["Restaurants"],
        summary="A restaurant",
        responses=RestaurantDetail,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Address, hours, rating and where to read on. One query."""
        return Response(_DETAIL.to_representation(restaurant_with_menu(slug)))


class RestaurantMenu(PublicRead):
    @extend_schema(
        operation_id="get_menu",
        tags=["Restaurants"],
        summary="A restaurant's menu",
        responses=MenuDocument,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Sections and dishes; 404 where there is no menu."""
        restaurant = restaurant_with_menu(slug)
        if not hasattr(restaurant, "menu"):
            raise Menu.DoesNotExist
        return Response(_MENU.to_representation(restaurant.menu))


class RestaurantPhotos(PublicRead):
    @extend_schema(
        operation_id="list_photos",
        tags=["Restaurants"],
        summary="Photos of a restaurant, the newest first",
        parameters=parameters.PHOTOS,
        responses=PhotoPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Those that pages show, with the addresses of their files. Two queries."""
        values = read_query(request.GET, PhotosQuery).cleaned_data
        restaurant, _ = restaurant_id(slug)
        page = photos_after(restaurant, after=values["cursor"], size=values["limit"])
        return page_answer(request, map(_PHOTO.to_representation, page.rows), cursor=page.after)


class PopularPlaces(PublicRead):
    @extend_schema(
        operation_id="list_popular_restaurants",
        tags=["Popular"],
        summary="The most popular restaurants, by a published formula",
        parameters=parameters.POPULAR,
        responses=PopularRestaurants,
    )
    def get(self, request: Request) -> Response:
        """Overall or near a place, each with the numbers that put it there."""
        place, now = place_of(read_query(request.GET, PopularQuery).cleaned_data["near"]), timezone.now()
        today, position = now.date(), place.position if place else None
        rows = popular_places(day=today, now=now, limit=LISTED, near=position, kilometres=NEAR_KM).select_related(
            "menu"
        )
        numbers = PopularNumbers(day=today)
        items = [
            {"restaurant": _LISTED.to_representation(row), "numbers": numbers.to_representation(row.rating)}
            for row in rows
        ]
        return Response({"day": today, "items": items})


class PopularDishList(PublicRead):
    @extend_schema(
        operation_id="list_popular_dishes",
        tags=["Popular"],
        summary="The most popular dishes, by a published formula",
        parameters=parameters.POPULAR,
        responses=PopularDishes,
    )
    def get(self, request: Request) -> Response:
        """Overall or near a place, each with the numbers that put it there."""
        place, today = place_of(read_query(request.GET, PopularQuery).cleaned_data["near"]), timezone.now().date()
        position = place.position if place else None
        rows = popular_dishes(day=today, limit=LISTED, near=position, kilometres=NEAR_KM)
        return Response({"day": today, "items": [dish_with_numbers(row, today) for row in rows]})


def place_of(near: str) -> NamedPlace | None:
    """The place that a parameter names, or None where it is empty.

    Raises:
        InvalidParameters: no listing is there.
    """
    if near and (place := read_place(near)) is None:
        raise InvalidParameters({"near": "No restaurant is listed at a place of this name."})
    return place if near else None
