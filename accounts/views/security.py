"""Sign-in and security: what the account signs in with, where it is signed in, and what happened to it."""

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import security as actions
from accounts.devices import device_of
from accounts.enums import SecurityKind
from accounts.models import User
from accounts.selectors import security as selectors
from accounts.step_up import returns_to
from accounts.views.reauthentication import next_url
from reviews_site.web.access import SignedInRequest

LINES_ON_THE_PAGE = 5


@never_cache
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Everything in one place, with one thing to do next."""
    user = _person(request)
    page = {
        "factors": selectors.factors_of(user),
        "has_password": user.has_usable_password(),
        "devices": selectors.devices_of(user, this_key=request.session.session_key),
        "activity": selectors.activity_of(user)[:LINES_ON_THE_PAGE],
        "next": next_url(request, default=""),
    }
    return render(request, "accounts/security.html", page)


@never_cache
@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """Everything that happened to the account, the newest first, paged by key."""
    try:
        before = uuid.UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Http404 from None
    lines = selectors.activity_of(_person(request), before=before)
    shown = lines[: selectors.ACTIVITY_A_PAGE]
    older = shown[-1].pk if len(lines) > len(shown) else None
    return render(request, "accounts/activity.html", {"lines": shown, "older": older, "paged": before is not None})


@require_POST
@returns_to("accounts:security")
def end_session(request: HttpRequest) -> HttpResponseBase:
    """Signs out one browser."""
    if actions.end_session(session_id=request.POST.get("session", "")[:40], by=_person(request)):
        messages.success(request, "That device is signed out.")
    else:
        messages.info(request, "That device was signed out already.")
    return redirect("accounts:security")


@require_POST
@returns_to("accounts:security")
def end_others(request: HttpRequest) -> HttpResponseBase:
    """Signs out every browser but this one."""
    user = _person(request)
    ended = actions.end_other_sessions(by=user, kept_key=request.session.session_key)
    if ended:
        actions.record_activity(
            kind=SecurityKind.SESSIONS_ENDED, user=user, device=device_of(request), detail=str(ended)
        )
    messages.success(request, "You are signed in here and nowhere else.")
    return redirect("accounts:security")


def _person(request: HttpRequest) -> User:
    return cast(User, cast(SignedInRequest, request).user)  # LoginRequiredMiddleware lets nobody else through
