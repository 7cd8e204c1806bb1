"""Sign-in and security: what the account signs in with, where it is signed in, and what happened to it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import security as actions
from accounts.devices import device_of
from accounts.enums import SecurityKind
from accounts.requests import SignedInRequest
from accounts.selectors import security as selectors
from accounts.step_up import returns_to
from accounts.views.reauthentication import next_url

LINES_ON_THE_PAGE = 5


@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    """Everything in one place, with one thing to do next."""
    user = request.user
    page = {
        "factors": selectors.factors_of(user),
        "has_password": user.has_usable_password(),
        "devices": selectors.devices_of(user, this_key=request.session.session_key),
        "activity": selectors.activity_of(user)[:LINES_ON_THE_PAGE],
        "next": next_url(request, default=""),
    }
    return render(request, "accounts/security.html", page)


@require_safe
def activity(request: SignedInRequest) -> HttpResponse:
    """Everything that happened to the account, the newest first, paged by key."""
    try:
        before = uuid.UUID(request.GET["before"]) if "before" in request.GET else None
    except ValueError:
        raise Http404 from None
    lines = selectors.activity_of(request.user, before=before)
    shown = lines[: selectors.ACTIVITY_A_PAGE]
    older = shown[-1].pk if len(lines) > len(shown) else None
    return render(request, "accounts/activity.html", {"lines": shown, "older": older, "paged": before is not None})


@require_POST
@returns_to("accounts:security")
def end_session(request: SignedInRequest) -> HttpResponseBase:
    """Signs out one browser."""
    if actions.end_session(session_id=request.POST.get("session", "")[:40], by=request.user):
        messages.success(request, "That device is signed out.")
    else:
        messages.info(request, "That device is already signed out.")
    return redirect("accounts:security")


@require_POST
@returns_to("accounts:security")
def end_others(request: SignedInRequest) -> HttpResponseBase:
    """Signs out every browser but this one."""
    user = request.user
    ended = actions.end_other_sessions(by=user, kept_key=request.session.session_key)
    if ended:
        actions.record_activity(
            kind=SecurityKind.SESSIONS_ENDED, user=user, device=device_of(request), detail=str(ended)
        )
    messages.success(request, "All your other devices are signed out.")
    return redirect("accounts:security")
