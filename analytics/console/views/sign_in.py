"""Signing in to the console: password, then second factor; and setting one up, once, with an invitation."""

from typing import cast

from allauth.account import views as account_views
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions import factors
from accounts.devices import device_of
from accounts.models import StaffInvitation, User
from accounts.views.allauth_pages import SecondFactor
from accounts.views.factors import in_fours
from analytics.console.forms import SecondFactorForm
from analytics.console.gate import before_the_second_factor
from reviews_site.audit.log import record
from reviews_site.web.access import public

FORM_METHODS = ["GET", "HEAD", "POST"]


class _SecondFactor(SecondFactor):
    template_name = "console/authenticate.html"


@public
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Asks for e-mail and password."""
    answer: HttpResponseBase = account_views.LoginView.as_view(template_name="console/sign_in.html")(request)
    return answer


@public
@never_cache
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("code", "credential")
def authenticate(request: HttpRequest) -> HttpResponseBase:
    """Asks for the second factor of whoever has just given their password."""
    answer: HttpResponseBase = _SecondFactor.as_view()(request)
    return answer


@public
@require_http_methods(FORM_METHODS)
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Asks, and on POST ends the session."""
    answer: HttpResponseBase = account_views.LogoutView.as_view(template_name="console/sign_out.html")(request)
    return answer


@public
@require_http_methods(["GET", "HEAD"])
def inactive(request: HttpRequest) -> HttpResponse:
    """Says that the account is closed."""
    return render(request, "console/inactive.html")


@never_cache
@before_the_second_factor
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters("invitation", "code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Sets up a second factor. Whoever has one gives it at sign-in, and finds nothing here."""
    user = cast(User, request.user)
    if Authenticator.objects.filter(user=user).exists():
        return redirect("console:home")
    form = SecondFactorForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        _set_up(request, form)
        messages.success(request, "Your second factor is set up. Sign in with it now.")
        return redirect("account_login")
    adapter = get_adapter()
    drawn = adapter.build_totp_svg(adapter.build_totp_url(user, form.secret))
    drawing = mark_safe(drawn[drawn.index("<svg") :])  # noqa: S308 - drawn here, from a secret made here
    return render(
        request, "console/second_factor.html", {"form": form, "drawing": drawing, "secret": in_fours(form.secret)}
    )


@transaction.atomic
def _set_up(request: HttpRequest, form: SecondFactorForm) -> None:
    user = cast(User, request.user)
    used = StaffInvitation.objects.filter(user=user, used_at=None).update(used_at=timezone.now())
    if not used:
        raise RuntimeError("The invitation was used by another request at the same moment.")
    factors.add_authenticator_app(secret=form.secret, by=user, device=device_of(request))
    record("second_factor.set_up", actor_id=user.pk, object_id=user.pk)
    clear_totp_secret(request)
    logout(request)
