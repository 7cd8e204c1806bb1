"""Passkeys, the authenticator app and recovery codes of a signed-in person. Each asks for a fresh proof first."""

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication  # only allauth's own views record one
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret  # only allauth's own view ends a set-up
from allauth.mfa.webauthn.internal import auth  # only allauth's own views ask the browser
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import factors
from accounts.devices import device_of
from accounts.exceptions import LastFactor, PasskeyTaken
from accounts.factor_forms import TAKEN, AddPasskeyForm, AppForm, RenamePasskeyForm
from accounts.requests import SignedInRequest
from accounts.step_up import recent_authentication_required
from accounts.views.reauthentication import next_url

FORM_METHODS = ["GET", "HEAD", "POST"]
FactorType = Authenticator.Type


@recent_authentication_required
@require_http_methods(FORM_METHODS)
def add_passkey(request: SignedInRequest) -> HttpResponseBase:
    """Makes a passkey, with which its owner signs in without a password."""
    user = request.user
    form = AddPasskeyForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        said, device = form.cleaned_data, device_of(request)
        try:
            added = factors.add_passkey(name=said["name"], credential=said["credential"], by=user, device=device)
        except PasskeyTaken:
            form.add_error(None, TAKEN)
        else:
            return _given(request, *added)
    options = json.dumps(auth.begin_registration(user, passwordless=True))
    page = {"form": form, "options": options, "next": request.GET.get("next", "")}
    return render(request, "accounts/passkey_add.html", page)


@recent_authentication_required
@require_http_methods(FORM_METHODS)
def rename_passkey(request: SignedInRequest, pk: int) -> HttpResponse:
    """Gives a passkey another name."""
    passkey = _own(request, pk=pk, type=FactorType.WEBAUTHN)
    form = RenamePasskeyForm(request.POST if request.method == "POST" else None, instance=passkey)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("accounts:security")
    return render(request, "accounts/passkey_rename.html", {"form": form, "passkey": passkey.wrap()})


@recent_authentication_required
@require_http_methods(FORM_METHODS)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Asks, and removes a passkey or the authenticator app."""
    factor = _own(request, pk=pk, type__in=(FactorType.WEBAUTHN, FactorType.TOTP))
    if request.method == "POST":
        try:
            factors.remove(factor=factor, by=request.user, device=device_of(request))
            messages.success(request, "Removed. You can also sign out your other devices below.")
        except LastFactor:
            messages.error(request, "You need this to sign in. Add another passkey first.")
        return redirect("accounts:security")
    others = Authenticator.objects.filter(user=request.user).exclude(pk=pk).exclude(type=FactorType.RECOVERY_CODES)
    last = not others.exists()
    return render(request, "accounts/factor_remove.html", {"factor": factor, "last": last})


@recent_authentication_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("code")
def add_app(request: SignedInRequest) -> HttpResponse:
    """Sets up an authenticator app: shows the secret as a drawing and in letters, and takes its first code."""
    user = request.user
    if Authenticator.objects.filter(user=user, type=FactorType.TOTP).exists():
        return redirect("accounts:security")
    form = AppForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        added = factors.add_authenticator_app(secret=form.secret, by=user, device=device_of(request))
        clear_totp_secret(request)
        return _given(request, *added) if added else redirect("accounts:security")
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    drawing = mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308 - drawn here, from a secret made here
    page = {"form": form, "drawing": drawing, "secret": in_fours(form.secret), "next": request.GET.get("next", "")}
    return render(request, "accounts/app_add.html", page)


@recent_authentication_required
@require_http_methods(FORM_METHODS)
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Shows the codes that are left, and makes new ones."""
    user = request.user
    if request.method == "POST":
        factors.create_recovery_codes(by=user, device=device_of(request))
        return redirect("mfa_view_recovery_codes")
    kept = Authenticator.objects.filter(user=user, type=FactorType.RECOVERY_CODES).first()
    codes = kept.wrap().get_unused_codes() if kept else []
    text = "".join(f"{code[:4]} {code[4:]}\n" for code in codes)
    page = {"codes": codes, "text": text, "next": next_url(request, default=reverse("accounts:security"))}
    return render(request, "accounts/recovery_codes.html", page)


def in_fours(secret: str) -> str:
    """A secret in groups of four letters, to be typed."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _given(request: SignedInRequest, factor: Authenticator, codes_are_new: bool) -> HttpResponse:
    # Who has just set it up has just given it.
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type, reauthenticated=True)
    request.session.cycle_key()
    messages.success(request, "All set. Use it the next time you sign in.")
    on = next_url(request, default=reverse("accounts:security"))
    if codes_are_new:
        return redirect(f"{reverse('mfa_view_recovery_codes')}?{urlencode({'next': on})}")
    return redirect(on)


def _own(request: SignedInRequest, **which: Any) -> Authenticator:
    found: Authenticator = get_object_or_404(Authenticator, user=request.user, **which)
    return found
