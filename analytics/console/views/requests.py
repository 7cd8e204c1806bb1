"""Asking for a dataset, and deciding on what somebody else asked for. The registrar carries it out."""

import json
import uuid
from dataclasses import asdict
from pathlib import Path

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.step_up import returns_to
from analytics.access.audiences import AUDIENCES
from analytics.access.company import COMPANY_ROLES
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.datasets import document, requests
from analytics.datasets.dataset_policy import LINES_OF_BUSINESS, RESIDENCIES, DatasetPolicy
from analytics.datasets.document import InvalidDataset
from analytics.datasets.enums import RequestState
from analytics.datasets.models import DEFAULT_RETENTION_DAYS, DatasetRequest
from analytics.datasets.tasks import REGISTER_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Permission

_READERS = [(login, COMPANY_ROLES[login].title) for logins in AUDIENCES.values() for login in logins]
SHOWN = 50
# Something to begin from: the dataset that this site's own documentation registers.
EXAMPLE = Path(document.__file__).with_name("examples") / "young_guests.json"


class DatasetRequestForm(forms.Form):
    """A document with what its shape has no place for."""

    name = forms.SlugField(
        max_length=40,
        help_text="Lower case with underscores, such as young_guests.",
        error_messages={"required": "Enter a name.", "invalid": "Use only letters, digits and underscores."},
    )
    document = forms.CharField(
        initial=EXAMPLE.read_text,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
        help_text="JSON. This is an example: replace its columns with yours.",
        max_length=document.MAX_DOCUMENT_BYTES,
    )
    reason = forms.CharField(max_length=500, help_text="What you need it for. The person who decides reads this first.")
    owner = forms.CharField(max_length=60, help_text="Who is responsible for it, such as head of marketing.")
    audience = forms.MultipleChoiceField(
        choices=_READERS, widget=forms.CheckboxSelectMultiple, help_text="Who can read it, all of one group."
    )
    line_of_business = forms.ChoiceField(choices=[(each, each) for each in LINES_OF_BUSINESS], initial="analytics")
    residency = forms.ChoiceField(choices=[(each, each) for each in RESIDENCIES])
    retention_days = forms.IntegerField(
        min_value=1,
        initial=DEFAULT_RETENTION_DAYS,
        help_text="Days until nobody can read it anymore.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "Enter a number of days, at least 1."),
    )
    accepted_by = forms.CharField(
        max_length=100, required=False, help_text="If it has rows about single people: who accepted that."
    )
    accepted_until = forms.DateTimeField(
        required=False, help_text="Until when, such as 2027-03-01.", widget=forms.DateTimeInput
    )

    def policy(self) -> DatasetPolicy:
        """The dataset's policy, from the values of the form."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("document", "reason")}
        return DatasetPolicy(**{**said, "audience": tuple(said["audience"])})


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def index(request: ConsoleRequest) -> HttpResponse:
    """What waits for a decision, and what was decided, the latest first."""
    undecided = DatasetRequest.objects.filter(state=RequestState.WAITING).order_by("requested_at")
    decided = DatasetRequest.objects.exclude(state=RequestState.WAITING).order_by("-decided_at")
    shown = {"waiting": undecided[:SHOWN], "decided": decided[:SHOWN]}
    return render(request, "console/requests.html", {**shown, "may_ask": request.staff.has(Permission.DATASET_REQUEST)})


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def detail(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request, with the document as it was written."""
    return _page(request, request_id, problems=())


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.DATASET_REQUEST)
def request_dataset(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the request."""
    form = DatasetRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = _asked(request, form)
        except InvalidDataset as refused:
            for problem in refused.problems:
                form.add_error("document", str(problem))
        else:
            messages.success(request, "Your request was sent. A data engineer decides on it.")
            return redirect("console:request", asked.pk)
    return render(request, "console/ask.html", {"form": form})


@require_POST
@permission_required(Permission.DATASET_DECIDE)
@returns_to("console:request")
def decide(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """Approve or refuse what somebody else asked for."""
    verdict, because = request.POST.get("verdict"), request.POST.get("because", "")[: requests.MAX_REASON_LENGTH]
    if verdict not in ("approve", "refuse"):
        raise Http404
    try:
        # The person's address: the two may not be one, and a table says so too.
        if verdict == "approve":
            requests.approve(request_id, by=request.staff.email)
        else:
            requests.refuse(request_id, reason=because, by=request.staff.email)
    except InvalidDataset as refused:
        return _page(request, request_id, problems=[problem.says for problem in refused.problems], status=409)
    _record(request, f"dataset_request.{verdict}d", request_id)
    if verdict == "approve":
        app.nudge(REGISTER_TASK)
    messages.success(request, "Approved. We register it in a moment." if verdict == "approve" else "Refused.")
    return redirect("console:request", request_id)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.CATALOGUE_READ)
def api(request: ConsoleRequest) -> JsonResponse:
    """Requests as JSON, the latest first; POST asks, with the fields of the form and the document as JSON in it."""
    return _api_ask(request) if request.method == "POST" else _api_index()


def _api_index() -> JsonResponse:
    found = [
        {
            "id": str(each.pk),
            "name": each.policy["name"],
            "reason": each.reason,
            "state": each.state,
            "requestedBy": each.requested_by,
            "decidedBy": each.decided_by,
            "because": each.decision_reason,
        }
        for each in DatasetRequest.objects.order_by("-requested_at")[:SHOWN]
    ]
    return JsonResponse({"requests": found})


def _api_ask(request: ConsoleRequest) -> JsonResponse:
    """201 with the request's id; 400 with every problem by its path; 403 for a role that does not ask."""
    if not request.staff.has(Permission.DATASET_REQUEST):
        return JsonResponse({"problems": [{"path": "$", "says": "Your role can’t request datasets."}]}, status=403)
    try:
        sent = json.loads(request.body)
        given = {**sent, "document": json.dumps(sent["document"])}
    except (ValueError, KeyError, TypeError):
        problem = {"path": "$", "says": "Send a JSON object with name, document, reason, owner, audience."}
        return JsonResponse({"problems": [problem]}, status=400)
    form = DatasetRequestForm(
        {"line_of_business": "analytics", "residency": "eu", "retention_days": DEFAULT_RETENTION_DAYS, **given}
    )
    if not form.is_valid():
        problems = [{"path": name, "says": str(error)} for name, errors in form.errors.items() for error in errors]
        return JsonResponse({"problems": problems}, status=400)
    try:
        asked = _asked(request, form)
    except InvalidDataset as refused:
        return JsonResponse({"problems": [asdict(problem) for problem in refused.problems]}, status=400)
    return JsonResponse({"id": str(asked.pk), "state": asked.state}, status=201)


def _page(request: ConsoleRequest, request_id: uuid.UUID, *, problems: object, status: int = 200) -> HttpResponse:
    asked = DatasetRequest.objects.filter(pk=request_id).first()
    if asked is None:
        raise Http404
    written = json.dumps(json.loads(asked.document), indent=2, ensure_ascii=False)
    staff = request.staff
    shown = {
        "asked": asked,
        "document": written,
        "problems": problems,
        "may_decide": staff.has(Permission.DATASET_DECIDE) and asked.state == RequestState.WAITING,
        "is_mine": asked.requested_by == staff.email,
    }
    return render(request, "console/request.html", shown, status=status)


def _asked(request: ConsoleRequest, form: DatasetRequestForm) -> DatasetRequest:
    said = form.cleaned_data
    asked = requests.request_dataset(said["document"], form.policy(), reason=said["reason"], by=request.staff.email)
    _record(request, "dataset_request.asked", asked.pk)
    return asked


@transaction.atomic
def _record(request: ConsoleRequest, action: str, request_id: uuid.UUID) -> None:
    record(action, actor_id=request.staff.user_id, object_id=request_id)
