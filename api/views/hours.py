"""The opening hours that a restaurant's team writes."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.etags import require_match
from api.serializers.hours import HoursDocument, HoursInput
from api.team_access import TeamView
from api.views.base import body_of, caller
from api.views.teams import TAG, profile_of
from restaurants.actions import profiles
from restaurants.exceptions import InvalidHours
from restaurants.hours.written import WrittenHours, written_hours
from restaurants.models import Restaurant
from reviews_site.policy.scopes import Scope

_HOURS = HoursDocument()


class OpeningHours(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT"), Scope.PAGE_WRITE)

    @extend_schema(
        operation_id="get_hours",
        tags=TAG,
        summary="The opening hours of a restaurant, as its team writes them",
        responses=HoursDocument,
    )
    def get(self, request: Request, slug: str) -> Response:
        """With the ETag that a change has to name."""
        return Response(_HOURS.to_representation(hours_of(self.restaurant(request, slug))))

    @extend_schema(
        operation_id="change_hours",
        tags=TAG,
        summary="Change the opening hours of a restaurant",
        parameters=[parameters.IF_MATCH],
        request=HoursInput,
        responses=HoursDocument,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Everybody sees them at once, and searches for what is open follow."""
        restaurant = self.restaurant(request, slug)
        version, known = hours_of(restaurant)
        require_match(request, _HOURS.to_representation((version, known)))
        today = restaurant.local_time(timezone.now()).date()
        hours = body_of(HoursInput, request).written(today)
        try:
            profiles.change_hours(restaurant=restaurant, hours=hours, seen=version, today=today, by=caller(request))
        except InvalidHours as problem:
            raise ValidationError({"week": [str(problem)]}) from None
        restaurant.refresh_from_db(fields=["opening_hours"])
        return Response(_HOURS.to_representation(hours_of(restaurant)))


def hours_of(restaurant: Restaurant) -> tuple[int, WrittenHours]:
    """The version of the profile, and the hours."""
    today = restaurant.local_time(timezone.now()).date()
    return profile_of(restaurant).version, written_hours(restaurant.opening_hours, restaurant.country, today)
