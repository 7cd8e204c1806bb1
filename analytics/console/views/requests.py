"""Asking for a dataset, and deciding by signature on what somebody else asked for. The registrar carries it out."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import DatasetStep
from accounts.models import DatasetDecision
from accounts.selectors.dataset_decisions import decisions_on
from analytics.console import signing
from analytics.console.dataset_decisions import (
    AcceptanceForm,
    acceptance,
    decision,
    is_accepted,
    may_take,
    needs_acceptance,
    problem_with,
)
from analytics.console.dataset_requests import ask_for_dataset, note_request
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.request_form import DatasetRequestForm
from analytics.console.views.drafts import suggest_and_measure
from analytics.datasets import requests
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import DatasetRequest
from reviews_site.policy import Permission
from reviews_site.policy.datasets import MIN_ACCEPTED_GROUP

SHOWN = 50


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits for a decision, and what was decided, the latest first."""
    undecided = DatasetRequest.objects.filter(state__in=requests.OPEN_STATES).order_by("requested_at")
    decided = DatasetRequest.objects.exclude(state__in=requests.OPEN_STATES).order_by("-requested_at")
    shown = {"waiting": undecided[:SHOWN], "decided": decided[:SHOWN]}
    return render(request, "console/requests.html", {**shown, "may_ask": request.staff.has(Permission.DATASET_REQUEST)})


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def detail(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request, with the document as it was written."""
    return _page(request, request_id)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATASET_REQUEST)
def request_dataset(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the request."""
    if "suggest" in request.POST or "pick" in request.POST:
        return suggest_and_measure(request)
    initial = _asked_before(request.GET.get("from", "")) or {"owner": request.staff.email}
    form = DatasetRequestForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_dataset(form, request.staff)
        except InvalidDataset as refused:
            for problem in refused.problems:
                form.add_error("document", str(problem))
        else:
            messages.success(request, "Your request was sent. It is checked on the data now.")
            return redirect("console:request", asked.pk)
    return render(request, "console/ask.html", {"form": form})


def _asked_before(request_id: str) -> dict[str, Any]:
    """The fields of an earlier request, to ask again."""
    try:
        asked = DatasetRequest.objects.filter(pk=uuid.UUID(request_id)).first()
    except ValueError:
        return {}
    if asked is None:
        return {}
    document = (asked.findings or {}).get("suggestion", asked.document)
    return {"document": document, "reason": asked.reason, **asked.policy}


@require_POST
@permission_required(Permission.DATASET_DECIDE)
def decide(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse what somebody else asked for; then comes the signature."""
    step, because = request.POST.get("verdict"), request.POST.get("because", "").strip()
    if step not in (DatasetStep.APPROVE, DatasetStep.REFUSE):
        raise Http404
    if step == DatasetStep.REFUSE and not because:
        return _page(request, request_id, problem="Say why, so that whoever asked can ask better.", status=409)
    reason = because[: requests.MAX_REASON_LENGTH] if step == DatasetStep.REFUSE else ""
    return _to_be_signed(request, request_id, decision(step, request.staff, _request(request_id), reason=reason))


@require_POST
@permission_required(Permission.DATASET_ACCEPT)
def accept(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Accept what a dataset tells of people, for groups of a size and until a day; then comes the signature."""
    form = AcceptanceForm(request.POST)
    if not form.is_valid():
        return _page(request, request_id, form=form, status=400)
    return _to_be_signed(request, request_id, acceptance(request.staff, _request(request_id), form))


def _to_be_signed(request: ConsoleRequest, request_id: uuid.UUID, act: DatasetDecision) -> HttpResponse:
    if problem := problem_with(act.step, request.staff, _request(request_id), decisions_on(request_id)):
        return _page(request, request_id, problem=problem, status=409)
    signing.PendingAction(request).begin(act)
    return redirect("console:prove_dataset")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CATALOGUE_READ)
@sensitive_post_parameters("code", "credential")
def sign(request: ConsoleRequest) -> HttpResponse:
    """The signature of a decision on a request."""
    return signing.sign(request, otherwise="console:requests")


@require_POST
@permission_required(Permission.DATASET_REQUEST)
def withdraw(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Withdraw one's own request."""
    try:
        requests.withdraw(request_id, by=request.staff.email)
    except InvalidDataset as refused:
        return _page(request, request_id, problem=refused.problems[0].says, status=409)
    note_request("dataset_request.withdrawn", _request(request_id), request.staff)
    messages.success(request, "Your request is withdrawn.")
    return redirect("console:request", request_id)


def _page(
    request: ConsoleRequest,
    request_id: uuid.UUID,
    *,
    problem: str = "",
    form: AcceptanceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    asked, decided, staff = _request(request_id), decisions_on(request_id), request.staff
    measured = (asked.findings or {}).get("smallest_group") or MIN_ACCEPTED_GROUP
    shown = {
        "asked": asked,
        "document": json.dumps(json.loads(asked.document), indent=2, ensure_ascii=False),
        "problem": problem,
        "decided": decided,
        "form": form or AcceptanceForm(initial={"smallest_group": min(measured, MIN_GROUP)}),
        "needs_acceptance": needs_acceptance(asked),
        "is_accepted": is_accepted(decided),
        "is_open": asked.state in requests.OPEN_STATES,
        "is_mine": asked.requested_by == staff.email,
        "may_ask": staff.has(Permission.DATASET_REQUEST),
        "steps": [
            {"step": step, "problem": problem_with(step, staff, asked, decided)}
            for step in (DatasetStep.ACCEPT, DatasetStep.APPROVE)
            if may_take(step, staff) and asked.state == RequestState.WAITING
        ],
    }
    return render(request, "console/request.html", shown, status=status)


def _request(request_id: uuid.UUID) -> DatasetRequest:
    return get_object_or_404(DatasetRequest, pk=request_id)
