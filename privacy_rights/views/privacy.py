"""Your data: one page for what people may do with what is kept of them; deleting the account; the public receipt."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from accounts.selectors import is_company_account, outstanding_for
from accounts.step_up import recent_authentication_required, returns_to
from privacy_rights.actions import erasures as actions
from privacy_rights.rules import may_ask_erasure
from privacy_rights.selectors.erasures import manages_a_restaurant, open_erasure_of, steps_of
from reviews_site.policy import Denied
from reviews_site.web.access import public


@require_safe
def privacy(request: SignedInRequest) -> HttpResponse:
    """Everything that one may ask for, each with what it does."""
    return render(request, "privacy_rights/privacy.html", _page(request.user))


@recent_authentication_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: SignedInRequest) -> HttpResponse:
    """Says what goes and what stays, and asks for it."""
    user = request.user
    if request.method != "POST":
        return render(request, "privacy_rights/erasure.html", _page(user))
    try:
        actions.request_erasure(by=user)
    except Denied as reason:
        messages.info(request, str(reason))
    else:
        messages.success(
            request, "We'll delete your account. We sent you an e-mail that says until when you can change your mind."
        )
    return redirect("privacy_rights:privacy")


@require_POST
@returns_to("privacy_rights:privacy")
def cancel(request: SignedInRequest) -> HttpResponse:
    """Keeps the account after all."""
    if actions.cancel_erasure(by=request.user):
        messages.success(request, "Your account stays. Nothing was deleted.")
    else:
        messages.info(request, "Your account isn't going to be deleted.")
    return redirect("privacy_rights:privacy")


@public
@require_safe
def receipt(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """How far an erasure is, for whoever has its number. Whose it was is not kept."""
    steps = steps_of(request_id)
    if steps is None:
        raise Http404
    return render(request, "privacy_rights/receipt.html", {"number": request_id, "steps": steps})


def _page(user: User) -> dict[str, object]:
    pending = open_erasure_of(user)
    decision = may_ask_erasure(
        is_company=is_company_account(user.pk), runs_a_page=manages_a_restaurant(user.pk), pending=pending is not None
    )
    days = max(settings.ERASURE_WAIT_SECONDS // 86_400, 0)
    told = {"outstanding": outstanding_for(user)}
    return {"erasure": pending, "decision": decision, "wait_days": days, **told}
