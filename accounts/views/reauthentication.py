"""The page that asks a signed-in person to show again that it is them, by the strongest proof their account has."""

import json
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.login import record_authentication  # only allauth's own views record one
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth  # only allauth's own views ask the browser
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.factor_forms import ConfirmCodeForm, ConfirmPasskeyForm
from accounts.models import User
from accounts.requests import SignedInRequest
from reviews_site.web.refusals import note_refusal

FactorType = Authenticator.Type


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "code", "credential")
def reauthenticate(request: SignedInRequest) -> HttpResponseBase:
    """Asks for a passkey or a code; for the password only where the account has no second factor."""
    user = request.user
    on = next_url(request, default=reverse("accounts:security"))
    forms = _forms(user)
    given = next((name for name in forms if name in request.POST), None) if request.method == "POST" else None
    if given:
        form = forms[given] = type(forms[given])(request.POST, user=user)
        if form.is_valid():
            if isinstance(form, ReauthenticateForm):
                record_authentication(request, user, method="password", reauthenticated=True)
            else:
                form.save()
            request.session.cycle_key()
            return redirect(on)
        note_refusal(request, "recent authentication refused", factor=given)
    page: dict[str, Any] = {"forms": forms, "next": on}
    if "credential" in forms:
        page["options"] = json.dumps(auth.begin_authentication(user))
    return render(request, "accounts/confirm.html", page)


def next_url(request: SignedInRequest, *, default: str) -> str:
    """The path on this site that the page was asked to lead to."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else default


def _forms(user: User) -> dict[str, Any]:
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not types & {FactorType.WEBAUTHN, FactorType.TOTP}:
        return {"password": ReauthenticateForm(user=user)}
    found: dict[str, Any] = {}
    if FactorType.WEBAUTHN in types:
        found["credential"] = ConfirmPasskeyForm(user=user)
    if types & {FactorType.TOTP, FactorType.RECOVERY_CODES}:
        found["code"] = ConfirmCodeForm(user=user)
    return found
