"""Signing in to the console: password, then second factor; and setting one up, once, with an invitation."""

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret  # only allauth's own view ends a set-up
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django.views.generic import TemplateView

from accounts.actions import factors
from accounts.devices import device_of
from accounts.models import StaffInvitation
from accounts.requests import SignedInRequest
from accounts.views.allauth_pages import SecondFactor, form_page
from accounts.views.factors import in_fours
from analytics.console.forms import SecondFactorForm
from analytics.console.gate import before_the_second_factor
from reviews_site.audit.log import record
from reviews_site.web.access import public
from reviews_site.web.no_store import signs_out

sign_in = public(form_page(LoginView.as_view(template_name="console/sign_in.html")))
authenticate = public(form_page(SecondFactor.as_view(template_name="console/authenticate.html")))
sign_out = public(signs_out(form_page(LogoutView.as_view(template_name="console/sign_out.html"))))
inactive = public(form_page(TemplateView.as_view(template_name="console/inactive.html")))


@before_the_second_factor
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("invitation", "code")
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Sets up a second factor. Whoever has one gives it at sign-in, and finds nothing here."""
    user = request.user
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
def _set_up(request: SignedInRequest, form: SecondFactorForm) -> None:
    user = request.user
    used = StaffInvitation.objects.filter(user=user, used_at=None).update(used_at=timezone.now())
    # Of two clicks in the same moment, one uses the invitation.
    if used:
        factors.add_authenticator_app(secret=form.secret, by=user, device=device_of(request))
        record("second_factor.set_up", actor_id=user.pk, object_id=user.pk)
    clear_totp_secret(request)
    logout(request)
