"""Changing one's e-mail address, confirmed at both the old one and the new."""

import time
from dataclasses import asdict

from allauth.core import ratelimit
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actions import addresses
from accounts.devices import device_of
from accounts.exceptions import AddressTaken
from accounts.forms import ChangeAddressForm, ChangeCodesForm
from accounts.requests import SignedInRequest
from accounts.step_up import recent_authentication_required, returns_to

FORM_METHODS = ["GET", "HEAD", "POST"]
WAITING = "change_of_address"
OVER = "That didn't work, and the codes are no longer valid. Ask for new ones."


@recent_authentication_required
@require_http_methods(FORM_METHODS)
def new_address(request: SignedInRequest) -> HttpResponseBase:
    """Asks for the new address, and mails a code to it and to the old one. The answer is the same for a taken one."""
    user = request.user
    form = ChangeAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="manage_email", user=user):
            form.add_error(None, "You asked for too many codes. Wait an hour, then try again.")
        else:
            waiting = addresses.request_change(to=form.cleaned_data["email"], by=user, device=device_of(request))
            request.session[WAITING] = asdict(waiting)
            return redirect("accounts:address_codes")
    return render(request, "accounts/address.html", {"form": form})


@returns_to("accounts:address")
@require_http_methods(FORM_METHODS)
def codes(request: SignedInRequest) -> HttpResponseBase:
    """Asks for both codes, and changes the address."""
    if WAITING not in request.session:
        return redirect("accounts:address")
    waiting = addresses.AddressChange(**request.session[WAITING])
    form = ChangeCodesForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if waiting.takes(form.cleaned_data["old"], form.cleaned_data["new"], at=time.time()):
            return _change(request, waiting)
        if waiting.attempts_left <= 0 or time.time() >= waiting.expires_at:
            return _over(request)
        request.session[WAITING] = asdict(waiting)
        form.add_error(None, "Those aren't the right codes. Use the codes from the newest e-mail at each address.")
    return render(request, "accounts/address_codes.html", {"form": form, "to": waiting.address})


def _change(request: SignedInRequest, waiting: addresses.AddressChange) -> HttpResponseBase:
    user = request.user
    del request.session[WAITING]
    request.session.cycle_key()
    try:
        addresses.confirm_change(
            to=waiting.address, by=user, device=device_of(request), kept_key=request.session.session_key
        )
    except AddressTaken:
        return _over(request)
    messages.success(request, "Your e-mail address is changed. Sign in with the new one from now on.")
    return redirect("accounts:security")


def _over(request: SignedInRequest) -> HttpResponseBase:
    request.session.pop(WAITING, None)
    messages.error(request, OVER)
    return redirect("accounts:address")
