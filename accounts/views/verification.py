"""The check that someone is a person: where it stands, and starting it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import security
from accounts.actions import verification as verification_actions
from accounts.devices import device_of
from accounts.enums import AppealState, RefusalReason, SecurityKind, VerificationProvider, VerificationState
from accounts.models import User, VerificationAppeal
from accounts.requests import SignedInRequest
from accounts.rules import WAITING_STATES
from accounts.selectors import verification_of
from accounts.selectors.appeals import appeal_of, refusal_to_appeal
from accounts.selectors.verifications import Verification
from accounts.step_up import (
    has_second_factor,
    is_recently_authenticated,
    recent_authentication_required,
    require_second_factor,
    returns_to,
)
from accounts.views.reauthentication import next_url
from reviews_site.policy import Denied

GOES_ON, RETURNED = "verification_goes_on", "verification_returned_at"
# The review that somebody came to write, as its path, until they are confirmed.
REVIEW = "review_to_write"


@require_safe
def verification(request: SignedInRequest) -> HttpResponse:
    """The state, what is asked and kept, and the one thing to do next."""
    goes_on = bool(request.session.pop(GOES_ON, False))
    if review := _review_path(next_url(request, default="")):
        request.session[REVIEW] = review
    return render(request, "accounts/verification.html", _page(request, returned=False, goes_on=goes_on))


@require_safe
def state(request: SignedInRequest) -> HttpResponse:
    """The page's changing part alone, for the script that polls it."""
    return render(request, "accounts/verification_state.html", _page(request, returned="returned" in request.GET))


@require_safe
def done(request: SignedInRequest) -> HttpResponse:
    """The same page, for who comes back from the provider: it has the provider asked, and waits for the answer."""
    request.session.setdefault(RETURNED, timezone.now().timestamp())
    verification_actions.ask_provider(by=request.user)
    page = _page(request, returned=True)
    if page["review"] and page["is_confirmed"]:
        return go_on(request)
    return render(request, "accounts/verification.html", page)


@require_safe
def go_on(request: SignedInRequest) -> HttpResponse:
    """On to the provider's page once there is one; from a confirmation to the review that was to be written.

    Otherwise to the page that says how it stands.
    """
    request.session.pop(RETURNED, None)
    found = _verification(request)
    if found.state is not VerificationState.CONFIRMED:
        return redirect(found.hosted_url or "accounts:verification")
    if review := request.session.pop(REVIEW, ""):
        messages.success(request, "You are confirmed. Now you can write your review.")
        return redirect(review)
    return redirect("accounts:verification_done")


@require_POST
@returns_to("accounts:verification")
def start(request: SignedInRequest) -> HttpResponse:
    """Asks for a check, of whoever has just given a second factor. Who has a check already is told so on the page."""
    require_second_factor(request, back=reverse("accounts:verification"))
    user = request.user
    try:
        verification_actions.request_verification(by=user)
    except Denied as reason:
        messages.info(request, str(reason))
    else:
        security.record_activity(kind=SecurityKind.VERIFICATION_REQUESTED, user=user, device=device_of(request))
        # Once, and not on a later visit: whoever comes back from the provider is not sent there again.
        request.session[GOES_ON] = True
    return redirect("accounts:verification")


@recent_authentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest) -> HttpResponse:
    """Asks, and takes the confirmation back."""
    if request.method != "POST":
        return render(request, "accounts/verification_withdraw.html")
    user = request.user
    if verification_actions.withdraw(by=user):
        security.record_activity(kind=SecurityKind.WITHDRAWN, user=user, device=device_of(request))
        messages.success(request, "Your confirmation is withdrawn. It may take a moment to disappear.")
    return redirect("accounts:verification")


def _verification(request: SignedInRequest) -> Verification:
    return verification_of(request.user)


def _open_step(request: SignedInRequest, found: Verification, *, returned: bool) -> str:
    """What there is to do about an open check: show a document, wait for the answer on one, or show it again.

    Who comes back may have shown a document a moment ago, or none at all: what is known from before doesn't say.
    """
    came_back_at = request.session.get(RETURNED, 0) if returned else 0
    if found.polled_at and found.polled_at.timestamp() < came_back_at:
        return "asking"
    if found.reason:
        return "again"
    return "unfinished" if returned else "ready"


def _page(request: SignedInRequest, *, returned: bool, goes_on: bool = False) -> dict[str, object]:
    found = _verification(request)
    is_open = found.state is VerificationState.OPEN
    step = _open_step(request, found, returned=returned) if is_open else ""
    # Between asking and the provider's page, and after coming back from it, there is nothing to do but wait.
    waiting = (
        found.state in {VerificationState.OPENING, VerificationState.PENDING}
        or step in {"asking", "unfinished"}
        or (step == "ready" and goes_on)
    )
    may_start = found.state not in {*WAITING_STATES, VerificationState.CONFIRMED}
    locked = may_start and has_second_factor(request.user)
    appeal = _appeal(request.user, found) if found.state is VerificationState.REFUSED else {}
    return {
        "verification": found,
        "is_confirmed": found.state is VerificationState.CONFIRMED,
        "waiting": waiting,
        "returned": returned,
        "step": step,
        "review": request.session.get(REVIEW, ""),
        "has_second_factor": locked,
        **appeal,
        "start": _start(found, appeal.get("appeal")),
        "is_fresh": locked and is_recently_authenticated(request),
        "checked_by": found.provider or VerificationProvider.label_of(settings.IDENTITY_PROVIDER),
    }


def _review_path(path: str) -> str:
    """The path, if it is the page on which a review is written; nothing otherwise."""
    try:
        return path if resolve(path).view_name == "restaurants:review" else ""
    except Resolver404:
        return ""


def _start(found: Verification, appeal: VerificationAppeal | None) -> dict[str, object]:
    """The button of another check, and what there is instead."""
    advice = found.advice
    if appeal and appeal.state == AppealState.GRANTED and appeal.ends_at and appeal.ends_at > timezone.now():
        return {"button": "Show the document again", "is_primary": True}
    if appeal and appeal.state == AppealState.OPEN:
        return {"button": "Use another document", "is_primary": False}
    if advice:
        return {"button": advice.button, "is_primary": not advice.elsewhere, "elsewhere": advice.elsewhere}
    has_started = found.state is not VerificationState.NOT_STARTED
    return {"button": "Confirm again" if has_started else "Start the check", "is_primary": True}


def _appeal(user: User, found: Verification) -> dict[str, Any]:
    appeal, may_appeal = appeal_of(user), refusal_to_appeal(user) is not None
    if (
        appeal
        and appeal.state == AppealState.UPHELD
        and (may_appeal or found.reason != RefusalReason.DOCUMENT_IN_USE.label)
    ):
        appeal = None  # it was about an earlier check
    return {"appeal": appeal, "may_appeal": may_appeal, "now": timezone.now()}
