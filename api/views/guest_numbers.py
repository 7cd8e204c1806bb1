"""Guest numbers of a restaurant, for its till: what the owners' page reads and saves, by the same action."""

from typing import cast

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.requests import SignedInRequest
from accounts.selectors.api_tokens import TokenAccess
from accounts.step_up import authenticated_at, has_second_factor
from api import parameters
from api.forms import DaysQuery, read_query
from api.idempotency import done_once
from api.serializers.guest_numbers import GuestNumber, GuestNumberPage, GuestNumbersInput, GuestNumbersSaved
from api.views.base import PersonalView, caller, page_answer
from api.views.own_writing import KEY, is_within_bound
from restaurants.actions import visits
from restaurants.models import Restaurant
from restaurants.selectors import managed_restaurant
from restaurants.selectors.visits import visit_counts_page
from reviews_site.policy import Decision, TeamPermission
from reviews_site.policy.scopes import Scope

_NUMBER, _TAG = GuestNumber(), ["A restaurant's team"]


class GuestNumbers(PersonalView):
    scopes = {"GET": Scope.GUEST_NUMBERS_READ, "HEAD": Scope.GUEST_NUMBERS_READ, "POST": Scope.GUEST_NUMBERS_WRITE}

    @extend_schema(
        operation_id="list_guest_numbers",
        tags=_TAG,
        summary="Guest numbers of a restaurant, the last day first",
        parameters=parameters.DAYS,
        responses=GuestNumberPage,
    )
    def get(self, request: Request, slug: str) -> Response:
        """For whoever may enter them. A day without numbers is left out."""
        restaurant = team_restaurant(request, slug, TeamPermission.ENTER_GUEST_NUMBERS)
        values = read_query(request.GET, DaysQuery).cleaned_data
        rows, before = visit_counts_page(restaurant, before=values["cursor"], size=values["limit"])
        return page_answer(request, map(_NUMBER.to_representation, rows), cursor=before.isoformat() if before else "")

    @extend_schema(
        operation_id="save_guest_numbers",
        tags=_TAG,
        summary="Enter or correct guest numbers",
        parameters=[KEY],
        request=GuestNumbersInput,
        responses={201: GuestNumbersSaved},
    )
    def post(self, request: Request, slug: str) -> HttpResponse:
        """What is sent for a day takes the place of what it said before; sent again, it changes nothing."""
        restaurant = team_restaurant(request, slug, TeamPermission.ENTER_GUEST_NUMBERS)

        def save() -> dict[str, int]:
            sent = GuestNumbersInput(data=request.data)
            sent.is_valid(raise_exception=True)
            result = visits.record(restaurant=restaurant, days=sent.content(), by=caller(request))
            return {"written": result.written, "unchanged": result.unchanged}

        return done_once(request, caller(request), save)


def team_restaurant(request: Request, slug: str, permission: TeamPermission) -> Restaurant:
    """The restaurant, if the caller holds the permission on it, and showed a second factor as its pages ask.

    Raises:
        Restaurant.DoesNotExist: there is none, or they do not hold it.
        PermissionDenied: the token is for another one.
        reviews_site.policy.Denied: they gave no second factor.
    """
    restaurant = managed_restaurant(caller(request), slug, permission)
    if not is_within_bound(request, restaurant):
        raise PermissionDenied
    Decision(gave_second_factor(request), "First set up a passkey or an authenticator app.").require()
    return restaurant


def gave_second_factor(request: Request) -> bool:
    """Whether the browser's session had one. Whoever made a token gave the strongest factor that they have."""
    if isinstance(request.auth, TokenAccess):
        return has_second_factor(caller(request))
    return authenticated_at(cast(SignedInRequest, request._request), "mfa") is not None
