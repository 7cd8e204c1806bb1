"""SQL of people of the company: one SELECT, under the login of their own role, with what stays closed to it and why."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from analytics.access.company import COMPANY_ROLES
from analytics.access.log_queries import saved_statement_of, saved_statements_of, statement_of, statements_of
from analytics.access.models import SavedStatement, SqlStatement
from analytics.access.query.downloads import DOWNLOAD_ROWS, budget_of
from analytics.access.query.questions import SqlQuery
from analytics.access.query.sql_execution import STATEMENT_MILLISECONDS, SqlAnswer
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.statement_files import as_csv
from analytics.console.statement_forms import SavedStatementForm, StatementForm, Workbench, chosen_role, workbench_of
from analytics.console.statement_results import answer_to, shown_rows
from analytics.datasets.column_access import ColumnAccess, relation_access, relation_accesses, why_closed
from reviews_site.policy import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SQL_RUN)
@sensitive_post_parameters("statement")
def page(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the rows; `?statement=` puts one of the reader's own statements into the form."""
    here = workbench_of(request)
    form = StatementForm(
        request.POST if request.method == "POST" else None, roles=here.roles, initial=_initial(request, here.roles)
    )
    shown = {}
    if request.method == "POST" and here.roles and form.is_valid():
        shown = _answered(request, form, here)
    return _page(request, form, here, shown)


@require_POST
@permission_required(Permission.SQL_RUN)
@sensitive_post_parameters("statement")
def download(request: ConsoleRequest) -> HttpResponse:
    """The rows of a statement as a file; the page with the reason where they are not given."""
    here = workbench_of(request)
    form = StatementForm(request.POST, roles=here.roles)
    if not here.roles or not form.is_valid():
        return _page(request, form, here, {})
    role, reader = chosen_role(form, here.roles), str(request.staff.user_id)
    question = SqlQuery(role, reader, form.cleaned_data["statement"], is_download=True)
    answer, shown = _asked(form, question, here)
    if answer is None:
        return _page(request, form, here, shown)
    file = HttpResponse(as_csv(answer), content_type="text/csv; charset=utf-8")
    file["Content-Disposition"] = f'attachment; filename="statement-{question.id}.csv"'
    return file


@require_POST
@permission_required(Permission.SQL_RUN)
@sensitive_post_parameters("statement")
def save(request: ConsoleRequest) -> HttpResponse:
    """Keep a statement under a name; the page with the reason where it is not kept."""
    here = workbench_of(request)
    form = SavedStatementForm(request.POST, roles=here.roles, reader=request.staff.user_id)
    if not here.roles or not form.is_valid():
        return _page(request, form, here, {})
    SavedStatement(
        reader_id=str(request.staff.user_id),
        role=chosen_role(form, here.roles),
        name=form.cleaned_data["name"],
        statement=form.cleaned_data["statement"],
    ).save(force_insert=True)
    messages.success(request, "Saved.")
    return redirect("console:sql")


@require_POST
@permission_required(Permission.SQL_RUN)
def delete_saved(request: ConsoleRequest, saved_id: UUID) -> HttpResponse:
    """Delete one of one's own saved statements."""
    gone, _ = SavedStatement.objects.filter(pk=saved_id, reader_id=str(request.staff.user_id)).delete()
    if not gone:
        raise Http404
    messages.success(request, "Deleted.")
    return redirect("console:sql")


def _page(request: ConsoleRequest, form: forms.Form, here: Workbench, shown: Mapping[str, Any]) -> HttpResponse:
    role, reader = chosen_role(form, here.roles), request.staff.user_id
    return render(
        request,
        "console/workbench.html",
        {
            **shown,
            "form": form,
            "environment": here.environment,
            "seconds": STATEMENT_MILLISECONDS // 1000,
            "role": COMPANY_ROLES.get(role),
            "tables": relation_accesses(here.store, role),
            "budget": budget_of(str(reader), role),
            "file_rows": DOWNLOAD_ROWS,
            "history": statements_of(reader),
            "saved": saved_statements_of(reader),
        },
        status=503 if shown.get("problem") else 200,
    )


def _initial(request: ConsoleRequest, roles: Sequence[str]) -> dict[str, Any]:
    asked, kept = request.GET.get("statement", ""), request.GET.get("saved", "")
    if not asked and not kept:
        return {"role": roles[0] if roles else ""}
    found: SqlStatement | SavedStatement | None
    try:
        reader = request.staff.user_id
        found = statement_of(reader, UUID(asked)) if asked else saved_statement_of(reader, UUID(kept))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return {"role": found.role, "statement": found.statement}


def _answered(request: ConsoleRequest, form: forms.Form, here: Workbench) -> dict[str, Any]:
    offset, is_check = form.cleaned_data["offset"] or 0, "check" in request.POST
    role, reader = chosen_role(form, here.roles), str(request.staff.user_id)
    question = SqlQuery(role, reader, form.cleaned_data["statement"], offset, is_check)
    answer, shown = _asked(form, question, here)
    if answer is None:
        return shown
    return {**shown_rows(answer, question), "closed": _closed(answer.read.columns, role, here)}


def _asked(form: forms.Form, question: SqlQuery, here: Workbench) -> tuple[SqlAnswer | None, dict[str, Any]]:
    """The answer, or what the page shows where there is none."""
    answer, shown = answer_to(form, question)
    return answer, {**shown, "closed": _closed(shown.get("named", ()), question.role, here)}


def _closed(relations: Iterable[str], role: str, here: Workbench) -> list[tuple[str, list[tuple[ColumnAccess, str]]]]:
    """The columns of these relations that stay closed to the role, each with the reason, the most private first."""
    found = []
    for relation in relations:
        closed = relation_access(here.store, role, relation).closed
        closed.sort(key=lambda column: -column.privacy.rank if column.privacy else 0)
        found.append((relation, [(column, why_closed(column, role, here.environment)) for column in closed]))
    return [(relation, closed) for relation, closed in found if closed]
