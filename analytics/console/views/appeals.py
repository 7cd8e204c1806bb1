"""Appeals against refused identity checks: one person proposes an outcome, another decides."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import appeals as actions
from accounts.enums import AppealState
from accounts.exceptions import AppealRefused
from accounts.models import VerificationAppeal
from accounts.step_up import coming_back_to
from analytics.console.gate import ConsoleRequest, needs
from reviews_site.ids import made_at
from reviews_site.policy import Permission

SHOWN = 50
_STANDS = {
    AppealState.OPEN: "waits for a proposal",
    AppealState.UPHELD: "refusal stays",
    AppealState.GRANTED: "granted",
    AppealState.USED: "granted, and used",
}
# What the console's login may read: neither which check it is about nor what used the grant.
_COLUMNS = (
    *("id", "user_id", "words", "asked_at", "state", "proposed", "because"),
    *("first_by", "first_at", "decided_by", "decided_at", "ends_at"),
)


class ProposeForm(forms.Form):
    """An outcome, and why."""

    outcome = forms.ChoiceField(
        choices=[(AppealState.GRANTED, "Grant it"), (AppealState.UPHELD, "Let the refusal stay")],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        min_length=10,
        max_length=500,
        label="Why",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever appealed reads this. Name nobody.",
        error_messages={"min_length": "Write a little more: 10 characters at least."},
    )


@dataclass(frozen=True)
class Asked:
    """An appeal as it is shown: with nothing that says whose it is."""

    appeal: VerificationAppeal

    @property
    def account_since(self) -> datetime:
        """When the account was made: its id says so, and the console reads no accounts."""
        return made_at(self.appeal.user_id)

    @property
    def stands(self) -> str:
        """How far it is, in a few words."""
        if self.appeal.state == AppealState.OPEN and self.appeal.proposed:
            return "waits for a decision"
        return _STANDS[AppealState(self.appeal.state)]


@never_cache
@require_safe
@needs(Permission.APPEAL_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first, and what was decided."""
    found = VerificationAppeal.objects.only(*_COLUMNS)
    waiting = found.filter(state=AppealState.OPEN).order_by("asked_at")[:SHOWN]
    decided = found.exclude(state=AppealState.OPEN).order_by("-decided_at")[:SHOWN]
    shown = {"waiting": [Asked(one) for one in waiting], "decided": [Asked(one) for one in decided]}
    return render(request, "console/appeals.html", shown)


@never_cache
@require_safe
@needs(Permission.APPEAL_READ)
def detail(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """The words, and what the reader's role may do."""
    return _page(request, appeal_id, form=ProposeForm())


@require_POST
@needs(Permission.APPEAL_PROPOSE)
@coming_back_to("console:appeal")
def propose(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """Propose an outcome, with a reason."""
    form = ProposeForm(request.POST)
    if not form.is_valid():
        return _page(request, appeal_id, form=form, status=400)
    said = form.cleaned_data
    try:
        actions.propose(appeal_id, AppealState(said["outcome"]), because=said["because"], by=request.staff.user_id)
    except AppealRefused as problem:
        return _page(request, appeal_id, form=form, problem=str(problem), status=409)
    messages.success(request, "Proposed. A security engineer decides.")
    return redirect("console:appeal", appeal_id)


@require_POST
@needs(Permission.APPEAL_DECIDE)
@coming_back_to("console:appeal")
def decide(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """Agree to what a colleague proposed, or hand it back."""
    verdict = request.POST.get("verdict")
    if verdict not in ("agree", "hand_back"):
        raise Http404
    try:
        actions.decide(appeal_id, agrees=verdict == "agree", by=request.staff.user_id)
    except AppealRefused as problem:
        return _page(request, appeal_id, form=ProposeForm(), problem=str(problem), status=409)
    messages.success(request, "Decided." if verdict == "agree" else "Handed back: it waits for a new proposal.")
    return redirect("console:appeals")


def _page(
    request: ConsoleRequest, appeal_id: uuid.UUID, *, form: ProposeForm, problem: str = "", status: int = 200
) -> HttpResponse:
    appeal = VerificationAppeal.objects.only(*_COLUMNS).filter(pk=appeal_id).first()
    if appeal is None:
        raise Http404
    staff, is_open = request.staff, appeal.state == AppealState.OPEN
    shown = {
        "asked": Asked(appeal),
        "form": form,
        "problem": problem,
        "may_propose": is_open and not appeal.first_by and staff.has(Permission.APPEAL_PROPOSE),
        "may_decide": is_open and appeal.first_by and staff.has(Permission.APPEAL_DECIDE),
        "is_mine": appeal.first_by == staff.user_id,
    }
    return render(request, "console/appeal.html", shown, status=status)
