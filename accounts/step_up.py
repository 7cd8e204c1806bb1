"""Recent authentication: the strongest factor that an account has, used within the last five minutes."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from accounts.requests import SignedInRequest
from reviews_site.web.access import View

RECENT_SECONDS = 300
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
NOT_DONE = "Please confirm it's you first. Then try again."
SET_UP_FIRST = "To open this page, first set up a passkey or an authenticator app."


def has_second_factor(user: User) -> bool:
    """Whether the account has a passkey or an authenticator app. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists())


def authenticated_at(request: SignedInRequest, method: str) -> float | None:
    """When `method`, "mfa" or "password", was last given in this session, in seconds since 1970."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records if record["method"] == method), default=None)


def is_recently_authenticated(request: SignedInRequest) -> bool:
    """Whether the strongest factor that the account has was used within five minutes."""
    method = "mfa" if has_second_factor(request.user) else "password"
    at = authenticated_at(request, method)
    return at is not None and time.time() - at < RECENT_SECONDS


def recent_authentication_required(view: View) -> View:
    """Open a view of a signed-in person only to whoever has just shown again that it is them.

    Others are asked, and come back to the page. What they had typed into a form is not kept: nothing is done unasked.
    """
    return returns_to("")(view)


def returns_to(name: str) -> Callable[[View], View]:
    """`recently_confirmed` for a view without a page of its own: afterwards they come to the route `name`.

    The route takes what the view's own takes.
    """

    def gated(view: View) -> View:
        @wraps(view)
        def asking(request: SignedInRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if is_recently_authenticated(request):
                return view(request, *args, **named)
            if request.method == "POST":
                messages.info(request, NOT_DONE)
            return redirect(reauthentication_redirect(reverse(name, kwargs=named) if name else request.get_full_path()))

        return asking

    return gated


def require_recent_authentication(request: SignedInRequest, *, back: str) -> None:
    """Go on only if whoever asks has just shown again that it is them. What they had typed is not kept.

    Raises:
        allauth.core.exceptions.ImmediateHttpResponse: the page that asks, and then leads to `back`.
    """
    if not is_recently_authenticated(request):
        messages.info(request, NOT_DONE)
        raise ImmediateHttpResponse(redirect(reauthentication_redirect(back)))


def require_second_factor(request: SignedInRequest, *, back: str = "") -> None:
    """Go on only if a second factor was given in this session, however long ago.

    Args:
        back: the path to come back to; this one, if it is not said.

    Raises:
        allauth.core.exceptions.ImmediateHttpResponse: the way to give or set up one. allauth's middleware sends it.
    """
    if authenticated_at(request, "mfa") is not None:
        return
    path = back or request.get_full_path()
    if has_second_factor(request.user):
        raise ImmediateHttpResponse(redirect(reauthentication_redirect(path)))
    messages.info(request, SET_UP_FIRST)
    raise ImmediateHttpResponse(redirect(f"{reverse('accounts:security')}?{urlencode({'next': path})}"))


def reauthentication_redirect(back: str) -> str:
    """The page that asks, and then leads to the path `back`."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
