"""Who reaches what belongs to a restaurant's team: as on its pages, by permissions there and a second factor."""

from typing import cast

from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from accounts.requests import SignedInRequest
from accounts.selectors.api_tokens import TokenAccess
from accounts.step_up import authenticated_at, has_second_factor, is_recently_authenticated
from api.permissions import InBrowser
from api.views.base import PersonalView, caller, is_within_bound
from restaurants.models import Restaurant
from restaurants.selectors import managed_restaurant
from reviews_site.policy import Decision, TeamPermission
from reviews_site.policy.scopes import TEAM_SCOPES

_NOT_RECENT = "First confirm in this browser that it is you, under Sign-in and security."
NO_FACTOR = "First set up a passkey or an authenticator app, and sign in with it."


class TeamView(PersonalView):
    """A route for people who work with a restaurant. Its scopes say which permission there they need."""

    def restaurant(self, request: Request, slug: str) -> Restaurant:
        """The restaurant, if the caller may do there what the method is for; to others there is none."""
        return team_restaurant(request, slug, TEAM_SCOPES[self.scopes[str(request.method)]])


class OwnersView(PersonalView):
    """A route by which owners could lose their restaurant: as on its page, in a browser that just gave a factor."""

    takes_tokens = False
    permission_classes = (InBrowser,)

    def restaurant(self, request: Request, slug: str) -> Restaurant:
        """The caller's own restaurant; to change something takes a factor of the last five minutes."""
        found = team_restaurant(request, slug, TeamPermission.MANAGE_TEAM)
        if request.method == "POST":
            require_recent_authentication(request)
        return found


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
    require_second_factor(request)
    return restaurant


def require_second_factor(request: Request) -> None:
    """Go on only if the caller has one, and a browser's session gave it.

    Raises:
        reviews_site.policy.Denied: it did not.
    """
    Decision(gave_second_factor(request), NO_FACTOR).require()


def require_recent_authentication(request: Request) -> None:
    """Go on only if a browser's session gave its factor within five minutes, as the page asks.

    Whoever made a token gave it then, and chose this scope.

    Raises:
        reviews_site.policy.Denied: it did not.
    """
    is_token = isinstance(request.auth, TokenAccess)
    Decision(is_token or is_recently_authenticated(cast(SignedInRequest, request._request)), _NOT_RECENT).require()


def gave_second_factor(request: Request) -> bool:
    """Whether the browser's session had one. Whoever made a token gave the strongest factor that they have."""
    if isinstance(request.auth, TokenAccess):
        return has_second_factor(caller(request))
    return authenticated_at(cast(SignedInRequest, request._request), "mfa") is not None
