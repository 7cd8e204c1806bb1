"""SQL under the login of an elevation: run by whoever asked for it, and watched by whoever approves."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import ElevationRequest
from accounts.selectors import elevations as selectors
from analytics.access.elevations import activations
from analytics.access.log_queries import statements_under
from analytics.access.models import Elevation
from analytics.access.query.questions import SqlQuery
from analytics.access.query.sql_execution import STATEMENT_MILLISECONDS
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.statement_forms import ElevatedStatementForm
from analytics.console.statement_results import answer_to, shown_rows
from reviews_site.policy import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.ELEVATION_READ)
@sensitive_post_parameters("secret", "statement")
def page(request: ConsoleRequest, request_id: uuid.UUID) -> HttpResponse:
    """The statements that ran so far and, for whoever asked while it counts, the form; on POST the rows."""
    row = selectors.one(request_id)
    activation = activations.activations([request_id]).get(request_id)
    if row is None or activation is None or not _may_see(request, row.request):
        raise Http404
    may_run = runs_here(request, row.request) and activations.is_live(activation)
    form = ElevatedStatementForm(request.POST if request.method == "POST" else None, roles=[row.request.role])
    shown: dict[str, Any] = {}
    if request.method == "POST" and not may_run:
        raise Http404
    if request.method == "POST" and form.is_valid():
        shown = _answered(request, form, activation)
    return render(
        request,
        "console/elevation_sql.html",
        {
            **shown,
            "row": row,
            "activation": activation,
            "form": form,
            "may_run": may_run,
            "is_live": activations.is_live(activation),
            "seconds": STATEMENT_MILLISECONDS // 1000,
            "statements": statements_under(activation.login),
        },
        status=503 if shown.get("problem") else 200,
    )


def runs_here(request: ConsoleRequest, asked: ElevationRequest) -> bool:
    """Whether the elevation is theirs: nobody runs anything under that of somebody else."""
    return bool(asked.actor_id == request.staff.user_id)


def _may_see(request: ConsoleRequest, asked: ElevationRequest) -> bool:
    return runs_here(request, asked) or request.staff.has(Permission.ELEVATION_APPROVE)


def _answered(request: ConsoleRequest, form: forms.Form, activation: Elevation) -> dict[str, Any]:
    given = form.cleaned_data
    question = SqlQuery(
        activation.role,
        str(request.staff.user_id),
        given["statement"],
        given["offset"] or 0,
        "check" in request.POST,
        elevation=activation.login,
        secret=given["secret"],
    )
    answer, shown = answer_to(form, question)
    return shown if answer is None else shown_rows(answer, question)
