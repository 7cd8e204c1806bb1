"""SQL of people of the company: one SELECT, under the login of their own role, with what stays closed to it and why."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.definitions import StoreGrants
from analytics.access.log_queries import statement_of, statements_of
from analytics.access.query.client import QueryUnavailable, run_sql
from analytics.access.query.questions import MAX_ROWS, SqlQuery
from analytics.access.query.sql_execution import PAGE_ROWS, STATEMENT_MILLISECONDS
from analytics.access.query.statements import MAX_STATEMENT_LENGTH, StatementRefused
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.datasets.column_access import ColumnAccess, relation_access, relation_accesses, why_closed
from analytics.datasets.grants import analytical_grants_here
from reviews_site.policy import Permission, Role
from reviews_site.policy.decide import holds
from reviews_site.web.form_fields import UncutField

SQL_INPUT = forms.Textarea(attrs={"rows": 8, "class": "code", "spellcheck": "false", "autocapitalize": "none"})


class StatementForm(forms.Form):
    """A statement, under which of one's roles, from which row on, and whether only to check it."""

    role = forms.ChoiceField(label="As")
    statement = UncutField(
        max_length=MAX_STATEMENT_LENGTH,
        label="Statement",
        widget=SQL_INPUT,
        help_text="One SELECT. Write tables with their schema. Don’t write down what identifies somebody without need.",
        error_messages={"required": "Write a SELECT."},
    )
    offset = forms.IntegerField(
        min_value=0, max_value=MAX_ROWS - PAGE_ROWS, required=False, widget=forms.HiddenInput, initial=0
    )

    def __init__(self, *args: Any, roles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        field.choices = [(login, COMPANY_ROLES[login].title) for login in roles]  # type: ignore[attr-defined]  # a ChoiceField
        if len(roles) == 1:
            field.required, field.initial, field.widget = False, roles[0], forms.HiddenInput()


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SQL_RUN)
@sensitive_post_parameters("statement")
def page(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the rows; `?statement=` puts one of the reader's own statements into the form."""
    environment, store = analytical_grants_here()
    roles = [str(role) for role in request.staff.roles if _runs_sql(role, store)]
    form = StatementForm(
        request.POST if request.method == "POST" else None, roles=roles, initial=_initial(request, roles)
    )
    shown: dict[str, Any] = {"form": form, "environment": environment, "seconds": STATEMENT_MILLISECONDS // 1000}
    role = next((each for each in roles if each == form["role"].value()), roles[0] if roles else "")
    if request.method == "POST" and roles and form.is_valid():
        shown |= _answered(request, form, role, store)
    return render(
        request,
        "console/workbench.html",
        {
            **shown,
            "role": COMPANY_ROLES.get(role),
            "tables": relation_accesses(store, role),
            "history": statements_of(request.staff.user_id),
        },
        status=503 if shown.get("problem") else 200,
    )


def _runs_sql(role: Role, store: StoreGrants) -> bool:
    return holds([role], Permission.SQL_RUN) and bool(store.tables.get(str(role)))


def _initial(request: ConsoleRequest, roles: Sequence[str]) -> dict[str, Any]:
    asked = request.GET.get("statement", "")
    if not asked:
        return {"role": roles[0] if roles else ""}
    try:
        found = statement_of(request.staff.user_id, UUID(asked))
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return {"role": found.role, "statement": found.statement}


def _answered(request: ConsoleRequest, form: StatementForm, role: str, store: StoreGrants) -> dict[str, Any]:
    offset, is_check = form.cleaned_data["offset"] or 0, "check" in request.POST
    text, reader = form.cleaned_data["statement"], str(request.staff.user_id)
    try:
        answer = run_sql(SqlQuery(role, reader, text, offset, is_check))
    except StatementRefused as problem:
        form.add_error("statement", str(problem))
        return {"closed": _closed(problem.relations, role, store)}
    except QueryUnavailable as problem:
        return {"problem": str(problem)}
    last = offset + len(answer.rows)
    return {
        "answer": answer,
        "records": [list(zip(row, answer.is_number, strict=True)) for row in answer.rows],
        "is_check": is_check,
        "first_row": offset + 1,
        "last_row": last,
        "next": last if answer.has_more and last <= MAX_ROWS - PAGE_ROWS else None,
        "most_rows": MAX_ROWS,
        "closed": _closed(answer.read.columns, role, store),
    }


def _closed(relations: Iterable[str], role: str, store: StoreGrants) -> list[tuple[str, ColumnAccess, str]]:
    """The columns of these relations that stay closed to the role, each with the reason."""
    return [
        (relation, column, why_closed(column, role, Environment(settings.PLATEMARK_ENV)))
        for relation in relations
        for column in relation_access(store, role, relation).closed
    ]
