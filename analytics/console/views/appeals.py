"""Appeals against refused identity checks: one person proposes an outcome, another decides. The worker does it.

A proposal or decision is entered on one page and signed on the next, as a change of company roles is.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import ActionOutcome, AppealState, AppealStep
from accounts.models import AppealAction, VerificationAppeal
from accounts.models.appeal import GRANT_LIFETIME
from accounts.selectors.appeals import outcome_of_last_act
from analytics.console import signing
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.pending_actions import OUTCOMES
from reviews_site.ids import time_of_uuid7
from reviews_site.policy import Decision, Permission
from reviews_site.policy.appeals import may_decide, may_propose
from reviews_site.web.form_fields import WordsField

SHOWN = 50
_STANDS = {
    AppealState.OPEN: "waiting for a proposal",
    AppealState.UPHELD: "refusal upheld",
    AppealState.GRANTED: "granted",
    AppealState.USED: "granted and used",
}
# What the console's login may read: neither which check it is about nor what used the grant.
_COLUMNS = (
    *("id", "user_id", "statement", "submitted_at", "state", "proposed_outcome", "reason"),
    *("proposed_by", "decided_at", "ends_at"),
)


class ProposeForm(forms.Form):
    """An outcome, and why."""

    outcome = forms.ChoiceField(
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        min_length=10,
        max_length=500,
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person who appealed can read this. Don’t name anybody.",
        error_messages={"min_length": "Write at least 10 characters."},
    )


@dataclass(frozen=True)
class AppealRow:
    """An appeal as it is shown: with nothing that says whose it is."""

    appeal: VerificationAppeal

    @property
    def account_since(self) -> datetime:
        """When the account was made: its id says so, and the console reads no accounts."""
        return time_of_uuid7(self.appeal.user_id)

    @property
    def stands(self) -> str:
        """How far it is, in a few words."""
        if self.appeal.state == AppealState.OPEN and self.appeal.proposed_outcome:
            return "waiting for a decision"
        return _STANDS[AppealState(self.appeal.state)]


@require_safe
@permission_required(Permission.APPEAL_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits, the longest first, and what was decided."""
    found = VerificationAppeal.objects.only(*_COLUMNS)
    waiting = found.filter(state=AppealState.OPEN).order_by("submitted_at")[:SHOWN]
    decided = found.exclude(state=AppealState.OPEN).order_by("-decided_at")[:SHOWN]
    shown = {"waiting": [AppealRow(one) for one in waiting], "decided": [AppealRow(one) for one in decided]}
    return render(request, "console/appeals.html", shown)


@require_safe
@permission_required(Permission.APPEAL_READ)
def detail(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """The words, and what the reader's role may do."""
    return _page(request, appeal_id, form=ProposeForm())


@require_POST
@permission_required(Permission.APPEAL_PROPOSE)
def propose(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """Propose an outcome, with a reason; then comes the signature."""
    form, appeal = ProposeForm(request.POST), _appeal(appeal_id)
    if not form.is_valid():
        return _page(request, appeal_id, form=form, status=400)
    if appeal.state != AppealState.OPEN or appeal.proposed_by:
        return _page(request, appeal_id, form=form, problem="A colleague has already proposed an outcome.", status=409)
    decision = may_propose(request.staff.roles, by=request.staff.user_id, about=appeal.user_id)
    said = form.cleaned_data
    return _to_be_signed(request, appeal, decision, AppealStep.PROPOSE, said["outcome"], said["reason"])


@require_POST
@permission_required(Permission.APPEAL_DECIDE)
def decide(request: ConsoleRequest, appeal_id: uuid.UUID) -> HttpResponse:
    """Agree to what a colleague proposed, or hand it back; then comes the signature, over exactly what was proposed."""
    step, appeal = request.POST.get("step"), _appeal(appeal_id)
    if step not in (AppealStep.AGREE, AppealStep.HAND_BACK):
        raise Http404
    if appeal.state != AppealState.OPEN or not appeal.proposed_by:
        problem = "There is no proposal to decide on."
        return _page(request, appeal_id, form=ProposeForm(), problem=problem, status=409)
    staff = request.staff
    decision = may_decide(staff.roles, by=staff.user_id, about=appeal.user_id, proposed_by=appeal.proposed_by)
    return _to_be_signed(request, appeal, decision, AppealStep(step), appeal.proposed_outcome, appeal.reason)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.APPEAL_READ)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of a proposal or decision on an appeal."""
    return signing.sign(request, otherwise="console:appeals")


def _to_be_signed(
    request: ConsoleRequest,
    appeal: VerificationAppeal,
    decision: Decision,
    step: AppealStep,
    outcome: str,
    reason: str,
) -> HttpResponse:
    if not decision.allowed:
        return render(request, "403.html", {"reason": decision.reason}, status=403)
    act = AppealAction(actor_id=request.staff.user_id, appeal_id=appeal.pk, step=step, outcome=outcome, reason=reason)
    signing.PendingAction(request).begin(act)
    return redirect("console:prove_appeal")


def _appeal(appeal_id: uuid.UUID) -> VerificationAppeal:
    return get_object_or_404(VerificationAppeal.objects.only(*_COLUMNS), pk=appeal_id)


def _earlier(appeal: VerificationAppeal) -> list[VerificationAppeal]:
    """The appeals of the same account before this one, newest first."""
    found = VerificationAppeal.objects.only(*_COLUMNS).filter(user_id=appeal.user_id)
    return list(found.filter(submitted_at__lt=appeal.submitted_at).order_by("-submitted_at")[:SHOWN])


def _page(
    request: ConsoleRequest, appeal_id: uuid.UUID, *, form: ProposeForm, problem: str = "", status: int = 200
) -> HttpResponse:
    appeal, last, staff = _appeal(appeal_id), outcome_of_last_act(appeal_id), request.staff
    is_open = appeal.state == AppealState.OPEN
    is_checked = last is None or bool(last.state)
    shown = {
        "asked": AppealRow(appeal),
        "grant_days": GRANT_LIFETIME.days,
        "earlier": [AppealRow(one) for one in _earlier(appeal)],
        "form": form,
        "problem": problem or (last.message if is_open and last and last.state == ActionOutcome.REFUSED else ""),
        "is_checked": is_checked,
        "may_propose": is_checked and is_open and not appeal.proposed_by and staff.has(Permission.APPEAL_PROPOSE),
        "may_decide": is_checked and is_open and appeal.proposed_by and staff.has(Permission.APPEAL_DECIDE),
        "is_mine": appeal.proposed_by == staff.user_id,
    }
    return render(request, "console/appeal.html", shown, status=status)
