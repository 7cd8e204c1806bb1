"""Decisions on datasets and requests, before they are signed: who may make which, and what exactly is signed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.enums import DatasetStep
from accounts.models import DatasetDecision, StaffRole
from accounts.selectors.dataset_decisions import DecisionRow, accepted_requests
from analytics.console.gate import Staff
from analytics.datasets import requests, withdrawals
from analytics.datasets.disclosure import MAX_ACCEPTANCE
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DatasetRequest, DatasetVersion
from reviews_site.policy import Permission
from reviews_site.policy.datasets import MIN_ACCEPTED_GROUP, is_independent
from reviews_site.web.form_fields import DayField, WordsField

_NOT_WAITING = "Nobody can decide on this request now."
_NOT_ACCEPTED = "Somebody has to accept what it reveals about people first."


class AcceptanceForm(forms.Form):
    """Which groups of people somebody accepts, and until when."""

    smallest_group = forms.IntegerField(
        label="Smallest group",
        min_value=MIN_ACCEPTED_GROUP,
        help_text="At least this many people must share the same values. With smaller groups the dataset isn’t "
        "registered or refreshed.",
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), f"Enter a whole number, at least {MIN_ACCEPTED_GROUP}."
        ),
    )
    until = DayField(
        label="Until",
        help_text="Then nobody can read the dataset anymore.",
        error_messages={"required": "Choose a day.", "invalid": "Choose a day."},
    )
    reason = WordsField(max_length=500, label="Reason", error_messages={"required": "Say why."})

    def clean_until(self) -> datetime:
        """The end of that day."""
        ends_at = datetime.combine(self.cleaned_data["until"], time.max, UTC)
        if not timezone.now() < ends_at <= timezone.now() + MAX_ACCEPTANCE:
            raise forms.ValidationError(f"Choose a day in the future, within {MAX_ACCEPTANCE.days} days.")
        return ends_at


def problem_with(step: str, staff: Staff, request: DatasetRequest, decided: list[DecisionRow]) -> str:
    """Why somebody can't take this step on a request now; empty where they can."""
    if request.state != RequestState.WAITING:
        return _NOT_WAITING
    other = [each.address for each in decided if each.is_done and each.is_acceptance != (step == DatasetStep.ACCEPT)]
    decision = is_independent(staff.email, others=[*requests.people_of(request), *other])
    if not decision.allowed:
        return decision.reason
    if step == DatasetStep.APPROVE and needs_acceptance(request) and not is_accepted(decided):
        return _NOT_ACCEPTED
    return ""


def needs_acceptance(request: DatasetRequest) -> bool:
    """Whether it tells of people."""
    return bool((request.findings or {}).get("questions"))


def is_accepted(decided: list[DecisionRow]) -> bool:
    """Whether somebody's acceptance was verified."""
    return any(each.is_done and each.is_acceptance for each in decided)


def decision(step: str, staff: Staff, request: DatasetRequest, **fields: Any) -> DatasetDecision:
    """What is to be signed: this step on exactly this request."""
    return DatasetDecision(
        actor_id=staff.user_id,
        request_id=request.pk,
        digest=requests.digest_of(request),
        name=request.policy["name"],
        step=step,
        **fields,
    )


def acceptance(staff: Staff, request: DatasetRequest, form: AcceptanceForm) -> DatasetDecision:
    """An acceptance of what was measured, for the groups and the time of the form."""
    values = form.cleaned_data
    return decision(
        DatasetStep.ACCEPT,
        staff,
        request,
        smallest_group=values["smallest_group"],
        ends_at=values["until"],
        reason=values["reason"],
        people_columns=",".join((request.findings or {}).get("people_columns", [])),
    )


def withdrawal(staff: Staff, version: DatasetVersion, *, reason: str) -> DatasetDecision:
    """What is to be signed: that exactly this version is withdrawn."""
    return DatasetDecision(
        actor_id=staff.user_id,
        request_id=withdrawals.withdrawal_id(version),
        digest=withdrawals.digest_of(version),
        name=str(version),
        step=DatasetStep.WITHDRAW,
        reason=reason[: requests.MAX_REASON_LENGTH],
    )


def may_take(step: str, staff: Staff) -> bool:
    """Whether one of somebody's roles takes this step."""
    accepts = step == DatasetStep.ACCEPT
    return staff.has(Permission.DATASET_ACCEPT if accepts else Permission.DATASET_DECIDE)


def is_colleague(address: str) -> bool:
    """Whether somebody works for the company now."""
    return bool(StaffRole.objects.live().filter(user__email=address, user__is_active=True).exists())


def waiting_for(staff: Staff) -> list[DatasetRequest]:
    """The requests that wait for this person, and failed ones of their own of the last two weeks."""
    waiting = list(DatasetRequest.objects.filter(state=RequestState.WAITING).order_by("requested_at"))
    accepted = accepted_requests([each.pk for each in waiting])
    found = []
    for request in waiting:
        is_next = (
            DatasetStep.ACCEPT if needs_acceptance(request) and request.pk not in accepted else DatasetStep.APPROVE
        )
        if may_take(is_next, staff) and is_independent(staff.email, others=requests.people_of(request)).allowed:
            found.append(request)
    lately = timezone.now() - timedelta(days=14)
    failed = DatasetRequest.objects.filter(state=RequestState.FAILED, requested_by=staff.email, requested_at__gt=lately)
    return [*found, *failed]
