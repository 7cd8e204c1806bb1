"""The routes of django-allauth that this site has, each named: signing up, the mailed code, signing in, passwords."""

import json
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.internal.flows.login import record_authentication  # only allauth's own views record one
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView, SignupWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from django.views.generic import RedirectView

from accounts.actions import factors
from accounts.exceptions import NameTaken
from accounts.forms import NAME_TAKEN, SignupForm
from accounts.home_regions import other_cell
from accounts.requests import SignedInRequest
from accounts.views.constant_time import constant_time
from reviews_site.regions import own_cell
from reviews_site.web.access import View, public
from reviews_site.web.no_store import signs_out
from reviews_site.web.refusals import note_refusal

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
        factors.ensure_recovery_codes(user)
        on = urlencode({"next": answer.headers["Location"]})
        return redirect(f"{reverse('mfa_view_recovery_codes')}?{on}")


class SignInByPasskey(LoginWebAuthnView):  # type: ignore[misc]  # django-allauth ships no types
    """allauth's answers to the script of passkeys, of which a refused one is logged."""

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """Say no."""
        note_refusal(self.request, "sign-in refused", factor="passkey")
        return super().form_invalid(form)  # type: ignore[no-any-return]  # the same lack of types


class SecondFactor(AuthenticateView):  # type: ignore[misc]  # django-allauth ships no types
    """allauth's page for the second factor, likewise. It offers the ways that the account has."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Both forms, and what the browser is to be asked; no options where the account has no passkey."""
        page: dict[str, Any] = super().get_context_data(**named)
        options = page["js_data"]["request_options"]
        has_passkey = bool(options["publicKey"].get("allowCredentials"))
        return {**page, "options": json.dumps(options) if has_passkey else ""}

    def form_invalid(self, form: Any) -> HttpResponseBase:
        """Say no."""
        note_refusal(self.request, "sign-in refused", factor="second")
        return super().form_invalid(form)  # type: ignore[no-any-return]  # the same lack of types


def form_page(view: View) -> View:
    """Serve a view of allauth's: forms only, and what is typed kept out of error reports."""
    return require_http_methods(FORM_METHODS)(sensitive_post_parameters()(view))


sign_up = public(constant_time(form_page(SignUp.as_view())))
sign_up_by_passkey = public(constant_time(form_page(SignUpByPasskey.as_view())))
first_passkey = public(form_page(FirstPasskey.as_view()))
sign_in = public(form_page(allauth_views.login))
# Answers a script with what the browser is to be asked, then signs in whoever the passkey names.
sign_in_by_passkey = public(form_page(SignInByPasskey.as_view()))
second_factor = public(form_page(SecondFactor.as_view()))
sign_out = public(signs_out(form_page(allauth_views.logout)))
# Mails a code if the address has an account; the answer is the same if it has none.
request_password_reset = public(constant_time(form_page(allauth_views.password_reset)))
reset_code = public(form_page(allauth_views.confirm_password_reset_code))
# Ends every session of the account.
new_password = public(form_page(allauth_views.complete_password_reset))
inactive = public(form_page(allauth_views.account_inactive))
# allauth would show a page here; a message on the sign-in page says the same.
new_password_set = public(require_safe(RedirectView.as_view(pattern_name="account_login")))
# Where allauth sends people for their address.
email_address = RedirectView.as_view(pattern_name="accounts:profile")


@form_page
def change_password(request: SignedInRequest) -> HttpResponseBase:
    """Change the password, and end every other session; without one there is nothing to change."""
    if not request.user.has_usable_password():
        messages.info(request, "Your account has no password. Sign in with your passkey, or reset the password.")
        return redirect("accounts:security")
    answer: HttpResponseBase = allauth_views.password_change(request)
    return answer


@public
@form_page
def email_code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that was mailed; who is signed in needs none."""
    if request.user.is_authenticated:
        return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    answer: HttpResponseBase = allauth_views.email_verification_sent(request)
    return answer
