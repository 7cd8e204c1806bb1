"""Guest numbers of a restaurant, for its till: what the owners' page reads and saves, by the same action."""

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.forms import DaysQuery, read_query
from api.idempotency import done_once
from api.serializers.guest_numbers import GuestNumber, GuestNumberPage, GuestNumbersInput, GuestNumbersSaved
from api.team_access import TeamView
from api.views.base import body_of, caller, page_answer
from api.views.teams import TAG
from restaurants.actions import visits
from restaurants.selectors.visits import visit_counts_page
from reviews_site.policy.scopes import Scope

_NUMBER = GuestNumber()


class GuestNumbers(TeamView):
    scopes = {"GET": Scope.GUEST_NUMBERS_READ, "HEAD": Scope.GUEST_NUMBERS_READ, "POST": Scope.GUEST_NUMBERS_WRITE}

    @extend_schema(
        operation_id="list_guest_numbers",
        tags=TAG,
        summary="Guest numbers of a restaurant, the last day first",
        parameters=parameters.DAYS,
        responses=GuestNumberPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """For whoever may enter them. A day without numbers is left out."""
        restaurant = self.restaurant(request, slug)
        values = read_query(request.GET, DaysQuery).cleaned_data
        rows, before = visit_counts_page(restaurant, before=values["cursor"], size=values["limit"])
        return page_answer(request, map(_NUMBER.to_representation, rows), cursor=before.isoformat() if before else "")

    @extend_schema(
        operation_id="save_guest_numbers",
        tags=TAG,
        summary="Enter or correct guest numbers",
        parameters=[parameters.KEY],
        request=GuestNumbersInput,
        responses={201: GuestNumbersSaved},
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """What is sent for a day takes the place of what it said before; sent again, it changes nothing."""
        restaurant = self.restaurant(request, slug)

        def save() -> dict[str, int]:
            days = body_of(GuestNumbersInput, request).content()
            result = visits.record(restaurant=restaurant, days=days, by=caller(request))
            return {"written": result.written, "unchanged": result.unchanged}

        return done_once(request, caller(request), save)
