"""The filters of the audit log, of the console's page and of the command `audit list`."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms

from accounts.selectors.audit_people import people_named
from reviews_site.audit.queries import AuditFilter
from reviews_site.processes import COMPANY_LOGINS, PROCESSES
from reviews_site.web.form_fields import DayField

_ANY = [("", "any")]
_LOGINS = sorted({login for process in PROCESSES.values() for login in process.logins.values()})


class AuditForm(forms.Form):
    """Time, person, role, login and object. Nothing is asked for by default: then the newest events are shown."""

    since = DayField(required=False, label="From")
    until = DayField(required=False, label="Until")
    person = forms.CharField(required=False, max_length=254, help_text="An address or id.")
    role = forms.ChoiceField(required=False, choices=_ANY + [(each, each.replace("_", " ")) for each in COMPANY_LOGINS])
    login = forms.ChoiceField(required=False, choices=_ANY + [(each, each) for each in _LOGINS])
    object_id = forms.UUIDField(required=False, label="Object", help_text="The id of a request, role, appeal or event.")
    dataset = forms.CharField(required=False, max_length=40)
    action = forms.CharField(required=False, max_length=80, help_text="The beginning of it, such as dataset.")

    def filter(self) -> AuditFilter:
        """What the valid form asks for. The day until which is asked is included."""
        values: dict[str, Any] = self.cleaned_data
        until = values["until"]
        return AuditFilter(
            since=_start_of(values["since"]),
            until=_start_of(until + timedelta(days=1)) if until else None,
            people=people_named(values["person"], values["role"]),
            login=values["login"],
            object_id=values["object_id"],
            action=values["action"],
            dataset=values["dataset"],
        )


def _start_of(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None
