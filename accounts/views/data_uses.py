"""What one's data may be used for: three uses, each refused or allowed by itself, without JavaScript."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import data_uses as actions
from accounts.agreements.texts import USES
from accounts.enums import Agreement
from accounts.exceptions import TooManyChanges
from accounts.models import User
from accounts.selectors import data_uses_of, outstanding_for

ALLOWED, REFUSED = "yes", "no"


@never_cache
@require_safe
def data_uses(request: HttpRequest) -> HttpResponse:
    """Each use: what it is, who sees what, and how far the last change has come."""
    user = _person(request)
    return render(request, "accounts/uses.html", {"uses": data_uses_of(user), "outstanding": outstanding_for(user)})


@require_POST
def change_use(request: HttpRequest, name: str) -> HttpResponse:
    """Refuses a use of one's own data, or allows it again."""
    answer = request.POST.get("allowed")
    if name not in {use.value for use in USES} or answer not in {ALLOWED, REFUSED}:
        raise Http404
    try:
        changed = actions.change(use=Agreement(name), allowed=answer == ALLOWED, by=_person(request))
    except TooManyChanges as hasty:
        messages.error(request, str(hasty))
    else:
        if changed:
            messages.success(request, "That is written down. It takes effect within a minute, and is shown here then.")
    return redirect("accounts:uses")


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)  # LoginRequiredMiddleware lets nobody else through
