"""What one's data may be used for: three uses, each refused or allowed by itself, without JavaScript."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import data_uses as actions
from accounts.agreements.texts import USES
from accounts.enums import Agreement
from accounts.exceptions import TooManyChanges
from accounts.requests import SignedInRequest
from accounts.selectors import data_uses_of, outstanding_for

ALLOWED, REFUSED = "yes", "no"


@require_safe
def data_uses(request: SignedInRequest) -> HttpResponse:
    """Each use: what it is, who sees what, and how far the last change has come."""
    user = request.user
    return render(request, "accounts/uses.html", {"uses": data_uses_of(user), "outstanding": outstanding_for(user)})


@require_POST
def change_use(request: SignedInRequest, name: str) -> HttpResponse:
    """Refuses a use of one's own data, or allows it again."""
    answer = request.POST.get("allowed")
    if name not in {use.value for use in USES} or answer not in {ALLOWED, REFUSED}:
        raise Http404
    try:
        changed = actions.change(use=Agreement(name), allowed=answer == ALLOWED, by=request.user)
    except TooManyChanges as hasty:
        messages.error(request, str(hasty))
    else:
        if changed:
            messages.success(request, "Your choice is saved. It takes effect within a minute.")
    return redirect("accounts:uses")
