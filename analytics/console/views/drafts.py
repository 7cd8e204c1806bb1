"""The form of a request while somebody writes it: what would be changed, and what the registrar measured."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from analytics.access.audiences import AUDIENCES
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.request_form import DatasetRequestForm
from analytics.datasets import catalogue
from analytics.datasets.document import MAX_DOCUMENT_BYTES, InvalidDataset
from analytics.datasets.drafts import MAX_AN_HOUR, save_draft
from analytics.datasets.k_anonymity import MIN_GROUP
from analytics.datasets.models import DatasetDraft
from analytics.datasets.suggestion import suggest
from analytics.datasets.tasks import HANDLE_TASK
from reviews_site.audit.log import record
from reviews_site.celery import app
from reviews_site.policy import Permission

TOO_OFTEN = f"You measured {MAX_AN_HOUR} times within an hour. Send the request, or measure again later."


def suggest_and_measure(request: ConsoleRequest) -> HttpResponse:
    """Write the document that would be registered, and have it measured; or show the form with what is wrong."""
    sent = _sent(request)
    try:
        found = suggest(sent["document"], sent["name"])
    except InvalidDataset as refused:
        return _form(request, sent, problems=refused.problems)
    sent["document"] = found.document
    changes = list(dict.fromkeys(map(str, found.changes))) or ["Nothing has to be changed."]
    draft = _save(request, {**sent, "changes": changes})
    if draft is None:
        return _form(request, sent, changes=changes, problems=[TOO_OFTEN])
    return redirect("console:draft", draft.pk)


@require_safe
@permission_required(Permission.DATASET_REQUEST)
def draft(request: ConsoleRequest, draft_id: uuid.UUID) -> HttpResponse:
    """One's own draft in the form, with what was measured. The page asks for it until it is there."""
    found = get_object_or_404(DatasetDraft, pk=draft_id, written_by=request.staff.email)
    return _form(
        request, found.form, changes=found.form["changes"], draft=found, measured=found.findings, min_group=MIN_GROUP
    )


def _sent(request: ConsoleRequest) -> dict[str, Any]:
    """The values of the form; with “Use these columns”, a document of the chosen ones."""
    names = DatasetRequestForm.base_fields
    roles = {role for readers in AUDIENCES.values() for role in readers}
    sent: dict[str, Any] = {name: request.POST.get(name, "")[:MAX_DOCUMENT_BYTES] for name in names}
    sent["audience"] = [role for role in request.POST.getlist("audience") if role in roles]
    known = dict(catalogue.choices())
    chosen = sent["columns"] = [each for each in request.POST.getlist("columns") if each in known]
    if "pick" in request.POST and chosen:
        sent["document"] = catalogue.document_of_columns(
            chosen, by=request.staff.email, description=sent["reason"] or "-"
        )
    return sent


@transaction.atomic
def _save(request: ConsoleRequest, form: dict[str, Any]) -> DatasetDraft | None:
    saved = save_draft(form, by=request.staff.email)
    if saved is not None:
        detail = {"dataset": form["name"][:40]}
        record("dataset_draft.measured", actor_id=request.staff.user_id, object_id=saved.pk, detail=detail)
        app.nudge(HANDLE_TASK)
    return saved


def _form(request: ConsoleRequest, values: dict[str, Any], **shown: Sequence[object] | object) -> HttpResponse:
    return render(request, "console/ask.html", {"form": DatasetRequestForm(initial=values), **shown})
