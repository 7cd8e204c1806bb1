"""The forms of SQL at the console: a statement to run, and one to keep."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from analytics.access.company import COMPANY_ROLES, Environment
from analytics.access.definitions import StoreGrants
from analytics.access.log_queries import saved_statements_of
from analytics.access.query.questions import MAX_ROWS
from analytics.access.query.sql_execution import PAGE_ROWS
from analytics.access.query.statements import MAX_STATEMENT_LENGTH
from analytics.console.gate import ConsoleRequest
from analytics.datasets.grants import analytical_grants_here
from reviews_site.policy import Permission
from reviews_site.policy.decide import holds
from reviews_site.redaction import redact_contact_details
from reviews_site.web.form_fields import LineField, UncutField

MAX_SAVED = 50
_INPUT = {"rows": 8, "class": "code", "spellcheck": "false", "autocapitalize": "none"}
_ID = re.compile(r"[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_CONTACT = re.compile(r"\[(email|phone)\]")


class StatementForm(forms.Form):
    """A statement, under which of one's roles, and from which row on."""

    role = forms.ChoiceField(label="As")
    statement = UncutField(
        max_length=MAX_STATEMENT_LENGTH,
        label="Statement",
        widget=forms.Textarea(attrs=_INPUT),
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


class ElevatedStatementForm(StatementForm):
    """A statement to run under the login of an elevation, whose secret is with whoever asked for it."""

    secret = forms.CharField(
        max_length=64,
        label="Secret of the elevation",
        help_text="As its page showed it once. It is used for this statement, and kept nowhere.",
        widget=forms.PasswordInput(render_value=True, attrs={"autocomplete": "off", "class": "code"}),
        error_messages={"required": "Paste the secret."},
    )
    field_order = ("secret", "statement")


class SavedStatementForm(StatementForm):
    """A statement to keep, under a name that its writer has not used."""

    name = LineField(max_length=60, label="Name", error_messages={"required": "Give it a name."})

    def __init__(self, *args: Any, reader: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader

    def clean_name(self) -> str:
        """The name, if it is a new one and there is room."""
        name: str = self.cleaned_data["name"]
        saved = saved_statements_of(self.reader)
        if len(saved) >= MAX_SAVED:
            raise forms.ValidationError(f"You keep {MAX_SAVED} statements. Delete one first.")
        if any(each.name == name for each in saved):
            raise forms.ValidationError("You keep another statement under this name.")
        return name

    def clean_statement(self) -> str:
        """The statement, if it names nobody: it may stay for years."""
        text: str = self.cleaned_data["statement"]
        if _ID.search(text) or _CONTACT.search(redact_contact_details(text)):
            raise forms.ValidationError("It holds an id, an address or a phone number. Take that out to keep it.")
        return text


@dataclass(frozen=True)
class Workbench:
    """What somebody's statements run with: the table of grants of this environment, and their roles that run SQL."""

    environment: Environment
    store: StoreGrants
    roles: list[str]


def workbench_of(request: ConsoleRequest) -> Workbench:
    """That of whoever asks, with those of their roles that read a table here."""
    environment, store = analytical_grants_here()
    mine = [role for role in request.staff.roles if holds([role], Permission.SQL_RUN)]
    return Workbench(environment, store, [str(role) for role in mine if store.tables.get(str(role))])


def chosen_role(form: forms.Form, roles: Sequence[str]) -> str:
    """The role that the form names, or the first; nothing where there is none."""
    return next((role for role in roles if role == form["role"].value()), roles[0] if roles else "")
