"""Who may use a route of the console's API: whom the console's gate lets to a page with the same permission."""

from typing import Any, ClassVar, cast

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from analytics.console.gate import ConsoleRequest, Staff, permission_required
from api.authentication import BrowserSession
from api.views.base import PersonalView
from reviews_site.policy import Permission
from reviews_site.web.access import View


class IsPastTheGate(BasePermission):
    """Whom the gate let through, and whose session was looked at with its CSRF token: with a token it was not."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether both did."""
        return request.user is not None and hasattr(request._request, "staff")


class StaffView(PersonalView):
    """A route for staff who are signed in at the console, with its CSRF token. It takes no token of a program."""

    takes_tokens = False
    permission: ClassVar[Permission]
    authentication_classes = (BrowserSession,)
    permission_classes = (IsPastTheGate,)


def behind_the_gate(route: type[StaffView]) -> View:
    """The view of a route as the gate asks for it: with its permission, and only for who is signed in.

    The framework exempts its views from the sign-in that pages ask for, and the gate leaves alone what is exempt.
    """
    view = route.as_view()
    setattr(view, "login_required", True)  # noqa: B010 - a function has no such attribute for mypy
    return permission_required(route.permission)(view)


def staff_of(request: Request) -> Staff:
    """Who asks."""
    return cast(ConsoleRequest, request._request).staff
