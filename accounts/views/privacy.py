"""Your data: one page for what people may do with what is kept of them; deleting the account; the public receipt."""

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import erasure as actions
from accounts.models import User
from accounts.rules import may_ask_erasure
from accounts.selectors import is_company_account, outstanding_for
from accounts.selectors.erasures import open_erasure_of, runs_a_page, steps_of
from accounts.step_up import coming_back_to, recently_confirmed
from reviews_site.policy import Denied
from reviews_site.web.access import public


@never_cache
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Everything that one may ask for, each with what it does."""
    return render(request, "accounts/privacy.html", _page(_person(request)))


@never_cache
@recently_confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Says what goes and what stays, and asks for it."""
    user = _person(request)
    if request.method != "POST":
        return render(request, "accounts/erasure.html", _page(user))
    try:
        actions.ask(by=user)
    except Denied as reason:
        messages.info(request, str(reason))
    else:
        messages.success(
            request, "You asked for your account to be deleted. A mail says until when you can take it back."
        )
    return redirect("accounts:privacy")


@require_POST
@coming_back_to("accounts:privacy")
def take_back(request: HttpRequest) -> HttpResponse:
    """Keeps the account after all."""
    if actions.take_back(by=_person(request)):
        messages.success(request, "Your account stays. Nothing was deleted.")
    else:
        messages.info(request, "There is nothing to take back.")
    return redirect("accounts:privacy")


@public
@never_cache
@require_safe
def receipt(request: HttpRequest, request_id: uuid.UUID) -> HttpResponse:
    """How far an erasure is, for whoever has its number. Whose it was is not kept."""
    steps = steps_of(request_id)
    if steps is None:
        raise Http404
    return render(request, "accounts/receipt.html", {"number": request_id, "steps": steps})


def _page(user: User) -> dict[str, object]:
    pending = open_erasure_of(user)
    decision = may_ask_erasure(
        is_company=is_company_account(user.pk), runs_a_page=runs_a_page(user.pk), pending=pending is not None
    )
    days = max(settings.ERASURE_WAIT_SECONDS // 86_400, 0)
    told = {"outstanding": outstanding_for(user)}
    return {"erasure": pending, "decision": decision, "wait_days": days, **told}


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # LoginRequiredMiddleware lets nobody else through
