"""Who passes to a page of the console: staff with a live role, a second factor in this session, and the permission.

Deny by default: a view that names no permission opens to nobody.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.requests import SignedInRequest
from accounts.selectors import company_roles_of
from analytics.console.navigation import MenuEntry, menu
from reviews_site.policy import Decision, Permission, Role
from reviews_site.policy.decide import holds, may
from reviews_site.web.access import View

Answer = Callable[[HttpRequest], HttpResponse]
_NO_ROLE = "Your account has no role in the company now."
_UNDECIDED = Decision(allowed=False, reason="Nobody has decided who may open this page, so nobody may.")


@dataclass(frozen=True)
class Staff:
    """Who is at the console."""

    user_id: uuid.UUID
    email: str
    roles: tuple[Role, ...]
    pages: tuple[MenuEntry, ...] = ()

    def has(self, permission: Permission) -> bool:
        """Whether any of their roles carries it."""
        return holds(self.roles, permission)


class ConsoleRequest(SignedInRequest):
    """A request past the gate. For annotations only."""

    staff: Staff


def permission_required(permission: Permission) -> Callable[[View], View]:
    """Name the permission that a view takes."""

    def mark(view: View) -> View:
        setattr(view, "needs", permission)  # noqa: B010 - a function has no such attribute for mypy
        return view

    return mark


def before_the_second_factor(view: View) -> View:
    """Let staff to a view who have given their password only: to the page that sets up a second factor."""
    setattr(view, "before_the_second_factor", True)  # noqa: B010 - a function has no such attribute for mypy
    return view


class ConsoleGate:
    """Middleware, after the one that asks for a sign-in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, named: Any) -> HttpResponse | None:
        """None where the request may go on; the way to sign in, or the page with the reason, where it may not."""
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        signed_in = cast(ConsoleRequest, request)
        roles = company_roles_of(request.user.pk)
        if not roles:
            logout(request)
            messages.error(request, _NO_ROLE)
            return redirect("account_login")
        if getattr(view, "before_the_second_factor", False):
            return None
        if not has_second_factor(signed_in):
            return redirect("console:second_factor")
        mine = tuple(Role(role) for role in roles)
        staff = Staff(request.user.pk, request.user.email, mine, tuple(menu(mine, request.path)))
        needed: Permission | None = getattr(view, "needs", None)
        signed_in.staff = staff
        decision = may(staff.roles, needed) if needed else _UNDECIDED
        if decision.allowed:
            return None
        return render(request, "403.html", {"reason": decision.reason}, status=403)


def has_second_factor(request: SignedInRequest) -> bool:
    """Whether a second factor was given in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
