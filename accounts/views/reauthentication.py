"""The page that asks a signed-in person to show again that it is them, by the strongest proof their account has."""

import json
from typing import Any, cast

from allauth.account.forms import ReauthenticateForm
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.factor_forms import ConfirmCodeForm, ConfirmPasskeyForm
from accounts.models import User

SESSION_KEY = Authenticator.Type


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password", "code", "credential")
def reauthenticate(request: HttpRequest) -> HttpResponseBase:
    """Asks for a passkey or a code; for the password only where the account has no second factor."""
    user = cast(User, request.user)  # LoginRequiredMiddleware lets nobody else through
    on = next_url(request, default=reverse("accounts:security"))
    forms = _forms(user)
    given = next((name for name in forms if name in request.POST), None) if request.method == "POST" else None
    if given:
        form = forms[given] = type(forms[given])(request.POST, user=user)
        if form.is_valid():
            _take(request, form)
            request.session.cycle_key()
            return redirect(on)
    page: dict[str, Any] = {"forms": forms, "next": on}
    if "credential" in forms:
        page["options"] = json.dumps(auth.begin_authentication(user))
    return render(request, "accounts/confirm.html", page)


def next_url(request: HttpRequest, *, default: str) -> str:
    """The path on this site that the page was asked to lead to."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith("/") else default


def _forms(user: User) -> dict[str, Any]:
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    if not types & {SESSION_KEY.WEBAUTHN, SESSION_KEY.TOTP}:
        return {"password": ReauthenticateForm(user=user)}
    found: dict[str, Any] = {}
    if SESSION_KEY.WEBAUTHN in types:
        found["credential"] = ConfirmPasskeyForm(user=user)
    if types & {SESSION_KEY.TOTP, SESSION_KEY.RECOVERY_CODES}:
        found["code"] = ConfirmCodeForm(user=user)
    return found


def _take(request: HttpRequest, form: Any) -> None:
    if isinstance(form, ReauthenticateForm):
        reauthenticate_by_password(request)
    else:
        form.save()
