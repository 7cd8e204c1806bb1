"""A restaurant's tills: the address to which they send, and the page on which a team makes and revokes addresses."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from accounts.step_up import require_recent_authentication, require_second_factor
from restaurants.actions import tills as actions
from restaurants.exceptions import TillRefused
from restaurants.models import Restaurant, Till
from restaurants.selectors import managed_restaurant
from restaurants.selectors.tills import latest_messages, live_tills
from restaurants.till_forms import TillForm
from reviews_site.crypto.standard_webhooks import (
    ID_HEADER,
    MESSAGE_ID,
    SIGNATURE_HEADER,
    TIME_HEADER,
    is_recent,
    read_time,
)
from reviews_site.policy import Denied, TeamPermission
from reviews_site.web.access import public
from reviews_site.web.bodies import accepts, body_length
from reviews_site.web.discovery import absolute

# More than a year of days.
MAX_BYTES, MAX_SIGNATURES_LENGTH = 32 * 1024, 1000
RETRY_SECONDS = "30"


@public
@csrf_exempt  # no cookie authenticates these calls: the signature does
@accepts(max_bytes=MAX_BYTES)
@require_POST
def receive(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """Keep a signed message for the worker that verifies it. Whether there is such a till, the answer does not say.

    202 once it is kept; 400 for what can't be a signed message of the last minutes; 429 where too much waits.
    """
    if body_length(request) > MAX_BYTES or len(request.body) > MAX_BYTES:
        return HttpResponse(status=413)
    message_id, signatures = request.headers.get(ID_HEADER, ""), request.headers.get(SIGNATURE_HEADER, "")
    sent_at = read_time(request.headers.get(TIME_HEADER, ""))
    try:
        body = request.body.decode()
    except UnicodeDecodeError:
        body = "\0"
    is_readable = MESSAGE_ID.fullmatch(message_id) and signatures.isascii() and "v1," in signatures
    if not is_readable or "\0" in body + signatures or len(signatures) > MAX_SIGNATURES_LENGTH:
        return HttpResponse(status=400)
    if sent_at is None or not is_recent(sent_at, now=timezone.now().timestamp()):
        return HttpResponse(status=400)
    kept = actions.receive(till_id=till_id, message_id=message_id, sent_at=sent_at, signatures=signatures, body=body)
    return HttpResponse(status=202) if kept else HttpResponse(status=429, headers={"Retry-After": RETRY_SECONDS})


@require_safe
def tills(request: SignedInRequest, slug: str) -> HttpResponse:
    """The addresses that work, and what was sent to them last."""
    return _render_page(request, _restaurant(request, slug), TillForm())


@require_POST
def make(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make an address, and show its secret this once."""
    restaurant = _restaurant(request, slug)
    require_recent_authentication(request, back=reverse("restaurants:tills", args=[slug]))
    form = TillForm(request.POST)
    if form.is_valid():
        try:
            till, secret = actions.make(restaurant=restaurant, name=form.cleaned_data["name"], by=request.user)
        except TillRefused as problem:
            form.add_error(None, str(problem))
        else:
            return _render_secret(request, restaurant, till, secret)
    return _render_page(request, restaurant, form)


@require_POST
def renew(request: SignedInRequest, slug: str, till_id: UUID) -> HttpResponse:
    """Make another secret, and show it this once."""
    restaurant = _restaurant(request, slug)
    require_recent_authentication(request, back=reverse("restaurants:tills", args=[slug]))
    till = _till(restaurant, till_id)
    try:
        secret = actions.renew(till=till, by=request.user)
    except TillRefused as problem:
        messages.error(request, str(problem))
        return redirect("restaurants:tills", slug)
    return _render_secret(request, restaurant, till, secret)


@require_POST
def revoke(request: SignedInRequest, slug: str, till_id: UUID) -> HttpResponse:
    """End an address at once."""
    till = _till(_restaurant(request, slug), till_id)
    try:
        actions.revoke(till=till, by=request.user)
    except Denied as problem:
        messages.info(request, str(problem))
    else:
        messages.success(request, f"Revoked. What “{till.name}” sends from now on is not read.")
    return redirect("restaurants:tills", slug)


def _restaurant(request: SignedInRequest, slug: str) -> Restaurant:
    try:
        restaurant = managed_restaurant(request.user, slug, TeamPermission.ENTER_GUEST_NUMBERS)
    except Restaurant.DoesNotExist:
        raise Http404 from None
    require_second_factor(request, back=reverse("restaurants:tills", args=[slug]))
    return restaurant


def _till(restaurant: Restaurant, till_id: UUID) -> Till:
    found = next((till for till in live_tills(restaurant) if till.pk == till_id), None)
    if found is None:
        raise Http404
    return found


def _render_page(request: SignedInRequest, restaurant: Restaurant, form: TillForm) -> HttpResponse:
    shown = [(till, _address(till)) for till in live_tills(restaurant)]
    context = {"restaurant": restaurant, "form": form, "tills": shown, "received": latest_messages(restaurant)}
    return render(request, "restaurants/tills.html", {**context, "now": timezone.now()})


def _render_secret(request: SignedInRequest, restaurant: Restaurant, till: Till, secret: str) -> HttpResponse:
    page = {"restaurant": restaurant, "till": till, "secret": secret, "address": _address(till)}
    return render(request, "restaurants/till_secret.html", page)


def _address(till: Till) -> str:
    return absolute(reverse("restaurants:till_messages", args=[till.pk]))
