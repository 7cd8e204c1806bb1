"""What people read of the restaurants that they work with, and the profile that they write."""

from dataclasses import replace

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.dashboards import selectors
from api import parameters
from api.etags import require_match
from api.forms import cleaned
from api.serializers.dashboards import DashboardDocument
from api.serializers.teams import ProfileDocument, ProfileInput, TeamDocument, WorkedWith, WorkedWithList
from api.team_access import TeamView, require_second_factor
from api.views.base import PersonalView, body_of, caller, is_within_bound
from restaurants.actions import profiles
from restaurants.models import PageProfile, Restaurant
from restaurants.profile_forms import LINK, ProfileForm
from restaurants.selectors import permissions_on
from restaurants.selectors.owners import restaurants_of
from restaurants.selectors.teams import team_page
from reviews_site.policy import TeamPermission
from reviews_site.policy.scopes import Scope

TAG = ["A restaurant's team"]
_WORKED_WITH, _TEAM, _DASHBOARD, _PROFILE = WorkedWith(), TeamDocument(), DashboardDocument(), ProfileDocument()


class OwnRestaurants(PersonalView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.DASHBOARD_READ)

    @extend_schema(
        operation_id="list_own_restaurants",
        tags=TAG,
        summary="The restaurants that you work with",
        responses=WorkedWithList,
    )
    def get(self, request: Request) -> Response:
        """By name, each with your role there."""
        rows = [row for row in restaurants_of(caller(request)) if is_within_bound(request, row[0])]
        if rows:
            require_second_factor(request)
        return Response({"items": [_WORKED_WITH.to_representation(row) for row in rows]})


class Team(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.TEAM_READ)

    @extend_schema(operation_id="get_team", tags=TAG, summary="Who works with a restaurant", responses=TeamDocument)
    def get(self, request: Request, slug: str) -> Response:
        """Changing it takes a person who has just shown a second factor, so that only the page does."""
        restaurant = self.restaurant(request, slug)
        is_owner = TeamPermission.MANAGE_TEAM in permissions_on(caller(request), restaurant)
        return Response(_TEAM.to_representation((team_page(restaurant, manages=is_owner), is_owner)))


class Dashboard(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD"), Scope.DASHBOARD_READ)

    @extend_schema(
        operation_id="get_dashboard", tags=TAG, summary="The figures of a restaurant", responses=DashboardDocument
    )
    def get(self, request: Request, slug: str) -> Response:
        """Groups of fewer than ten people are hidden, as on the page."""
        restaurant = self.restaurant(request, slug)
        figures = selectors.dashboard(restaurant.pk, timezone.now().date(), reader=caller(request).pk)
        return Response(_DASHBOARD.to_representation(figures))


class Profile(TeamView):
    scopes = dict.fromkeys(("GET", "HEAD", "PUT"), Scope.PAGE_WRITE)

    @extend_schema(
        operation_id="get_profile", tags=TAG, summary="What a restaurant says of itself", responses=ProfileDocument
    )
    def get(self, request: Request, slug: str) -> Response:
        """With the ETag that a change has to name."""
        return Response(_PROFILE.to_representation(profile_of(self.restaurant(request, slug))))

    @extend_schema(
        operation_id="change_profile",
        tags=TAG,
        summary="Change what a restaurant says of itself",
        parameters=[parameters.IF_MATCH],
        request=ProfileInput,
        responses=ProfileDocument,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Everybody sees it at once; what it said before stays public."""
        restaurant = self.restaurant(request, slug)
        profile = profile_of(restaurant)
        require_match(request, _PROFILE.to_representation(profile))
        sent = dict(body_of(ProfileInput, request).validated_data)
        links = sent.pop("links", None)
        addresses = {f"{LINK}{kind}": address for kind, address in (links or {}).items()}
        form = ProfileForm({**sent, **addresses, "seen": profile.version})
        cleaned(form, prefixes={LINK: "links."})
        values = form.written() if links is not None else replace(form.written(), links=None)
        profiles.change(restaurant=restaurant, values=values, seen=profile.version, by=caller(request))
        return Response(_PROFILE.to_representation(profile_of(restaurant)))


def profile_of(restaurant: Restaurant) -> PageProfile:
    """What the team says of the restaurant, or else what its listing says, as version 0."""
    profile = PageProfile.objects.filter(restaurant=restaurant).first()
    return profile or PageProfile(
        version=0, phone=restaurant.phone, website=restaurant.website, wheelchair=restaurant.wheelchair
    )
