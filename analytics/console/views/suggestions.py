"""Suggestions by guests on which staff decide: those that wait, and signed decisions.

Nobody here learns whose one is; the worker `staffing` has a decision carried out.
"""

import uuid
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import SuggestionStep
from accounts.models import SignedActionOutcome, SuggestionAction
from accounts.selectors.signed_steps import outcomes_of_last_steps
from accounts.step_up import recent_authentication_required
from analytics.console import signing
from analytics.console.gate import ConsoleRequest, permission_required
from restaurants.enums import SuggestionState
from restaurants.models import Suggestion
from restaurants.selectors.page_suggestions import WaitingSuggestion, shown_at_console, suggestions_at_console
from reviews_site.policy import Permission

SHOWN = 50


@dataclass(frozen=True)
class SuggestionRow:
    """A suggestion, what it says, and what became of the last decision on it."""

    suggestion: Suggestion
    says: WaitingSuggestion
    last: SignedActionOutcome | None

    @property
    def is_being_checked(self) -> bool:
        """Whether a signature waits for the worker."""
        return self.last is not None and not self.last.state


@require_safe
@permission_required(Permission.SUGGESTION_CHECK)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first, and what was decided lately."""
    found = suggestions_at_console()
    waiting = shown_at_console(found.filter(state=SuggestionState.WAITING).order_by("id")[:SHOWN])
    decided = (SuggestionState.ACCEPTED, SuggestionState.REFUSED)
    steps = SuggestionAction.objects.filter(suggestion_id__in=[each.pk for each, _ in waiting])
    last = outcomes_of_last_steps(steps, "suggestion_id")
    page = {
        "rows": [SuggestionRow(each, says, last.get(each.pk)) for each, says in waiting],
        "decided": shown_at_console(found.filter(state__in=decided).order_by("-decided_at")[:SHOWN]),
    }
    return render(request, "console/suggestions.html", page)


@require_POST
@permission_required(Permission.SUGGESTION_CHECK)
@recent_authentication_required
def decide(request: ConsoleRequest, suggestion_id: uuid.UUID) -> HttpResponse:
    """Accept or refuse one that waits; then comes the signature."""
    waiting = suggestions_at_console().filter(state=SuggestionState.WAITING)
    suggestion, step = get_object_or_404(waiting, pk=suggestion_id), request.POST.get("step")
    if step not in SuggestionStep.values:
        raise Http404
    signing.PendingAction(request).begin(
        SuggestionAction(actor_id=request.staff.user_id, suggestion_id=suggestion.pk, step=SuggestionStep(step))
    )
    return redirect("console:prove_suggestion")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUGGESTION_CHECK)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of a decision on a suggestion."""
    return signing.sign(request, otherwise="console:suggestions")
