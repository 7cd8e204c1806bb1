"""The routes of django-allauth that this site has, each named: signing up, the mailed code, signing in, passwords."""

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.stages import PasskeySignupStage
from allauth.mfa.webauthn.views import LoginWebAuthnView, SignupWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.exceptions import NameTaken
from accounts.forms import NAME_TAKEN, SignupForm
from accounts.home_regions import other_cell
from accounts.views.constant_time import constant_time
from reviews_site.regions import own_cell
from reviews_site.web.access import public

FORM_METHODS = ["GET", "HEAD", "POST"]


class SignUp(allauth_views.SignupView):  # type: ignore[misc]  # django-allauth ships no types
    """allauth's page, which also takes it when two people choose one name in the same moment."""

    def post(self, request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        """Lead whoever chose another cell there, before anything that they typed is looked at."""
        if cell := other_cell(request.POST.get("home", "")):
            return render(request, "account/signup_elsewhere.html", {"cell": cell, "path": request.path})
        return super().post(request, *args, **named)  # type: ignore[no-any-return]  # the same lack of types

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """The form, and where this cell keeps what is typed into it."""
        page: dict[str, Any] = super().get_context_data(**named)
        return {**page, "own_cell": own_cell()}

    def form_valid(self, form: SignupForm) -> HttpResponseBase:
        """Make the account, or show the form again with the name to be changed."""
        try:
            return super().form_valid(form)  # type: ignore[no-any-return]  # the same lack of types
        except NameTaken:
            form.add_error("display_name", NAME_TAKEN)
            return self.form_invalid(form)  # type: ignore[no-any-return]  # the same lack of types


class SignUpByPasskey(SignUp, allauth_views.SignupByPasskeyView):  # type: ignore[misc]  # the same lack of types
    """The same without a password: once the address is confirmed, a passkey is made."""


class FirstPasskey(SignupWebAuthnView):  # type: ignore[misc]  # django-allauth ships no types
    """allauth's page for the passkey of a new account, whose options our script reads from the form."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """The form, and what the browser is to be asked."""
        page: dict[str, Any] = super().get_context_data(**named)
        return {**page, "options": json.dumps(page["js_data"]["creation_options"])}

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Keep it, go in, and show recovery codes. A second factor was given: making it asked who is there."""
        user = self._login_stage.login.user
        answer: HttpResponseBase = super().form_valid(form)
        factor = Authenticator.objects.get(user=user)
        record_authentication(self.request, user, "mfa", id=factor.pk, type=factor.type)
        RecoveryCodes.activate(user)
        on = urlencode({"next": answer.headers["Location"]})
        return redirect(f"{reverse('mfa_view_recovery_codes')}?{on}")


class SecondFactor(AuthenticateView):  # type: ignore[misc]  # django-allauth ships no types
    """allauth's page for the second factor, likewise. It offers the ways that the account has."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Both forms, and what the browser is to be asked; no options where the account has no passkey."""
        page: dict[str, Any] = super().get_context_data(**named)
        options = page["js_data"]["request_options"]
        has_passkey = bool(options["publicKey"].get("allowCredentials"))
        return {**page, "options": json.dumps(options) if has_passkey else ""}


@public
@constant_time
@require_http_methods(FORM_METHODS)
def sign_up_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """Asks for e-mail and pen name, and mails a code; a passkey is made afterwards."""
    answer: HttpResponseBase = SignUpByPasskey.as_view()(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("credential")
@login_stage_required(stage=PasskeySignupStage.key, redirect_urlname="account_signup")  # type: ignore[untyped-decorator]  # the same
def first_passkey(request: HttpRequest) -> HttpResponseBase:
    """Makes the passkey of a new account whose address is confirmed."""
    answer: HttpResponseBase = FirstPasskey.as_view()(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("credential")
def sign_in_by_passkey(request: HttpRequest) -> HttpResponseBase:
    """To a script, what the browser is to be asked; then signs in whoever the passkey names."""
    answer: HttpResponseBase = LoginWebAuthnView.as_view()(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("code", "credential")
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Asks for the second factor of whoever has just given their password."""
    answer: HttpResponseBase = SecondFactor.as_view()(request)
    return answer


@public
@constant_time
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("password1")
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Asks for e-mail, password and pen name, and mails a code."""
    answer: HttpResponseBase = SignUp.as_view()(request)
    return answer


@public
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Asks for e-mail and password."""
    answer: HttpResponseBase = allauth_views.login(request)
    return answer


@public
@require_http_methods(FORM_METHODS)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Asks, and on POST ends the session."""
    answer: HttpResponseBase = allauth_views.logout(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
def email_code(request: HttpRequest) -> HttpResponseBase:
    """Asks for the code that was mailed."""
    if request.user.is_authenticated:
        return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    answer: HttpResponseBase = allauth_views.email_verification_sent(request)
    return answer


@public
@constant_time
@require_http_methods(FORM_METHODS)
def forgotten_password(request: HttpRequest) -> HttpResponseBase:
    """Asks for the address, and mails a code to it if it has an account; the answer is the same if it has none."""
    answer: HttpResponseBase = allauth_views.password_reset(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
def reset_code(request: HttpRequest) -> HttpResponseBase:
    """Asks for the code that was mailed for a new password."""
    answer: HttpResponseBase = allauth_views.confirm_password_reset_code(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("password1", "password2")
def new_password(request: HttpRequest) -> HttpResponseBase:
    """Asks for the new password, of whoever gave the code. Every session of the account ends."""
    answer: HttpResponseBase = allauth_views.complete_password_reset(request)
    return answer


@public
@require_http_methods(["GET", "HEAD"])
def new_password_set(request: HttpRequest) -> HttpResponse:
    """Where allauth says that it is done: we say so on the page to sign in on."""
    return redirect("account_login")


@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("oldpassword", "password1", "password2")
def change_password(request: HttpRequest) -> HttpResponseBase:
    """Asks for the old and the new password. Every other session of the account ends."""
    answer: HttpResponseBase = allauth_views.password_change(request)
    return answer


@public
@require_http_methods(["GET", "HEAD"])
def inactive(request: HttpRequest) -> HttpResponseBase:
    """Says that the account is closed."""
    answer: HttpResponseBase = allauth_views.account_inactive(request)
    return answer


def email_address(request: HttpRequest) -> HttpResponse:
    """Where allauth sends people for their address: to the profile."""
    return redirect("accounts:profile")
