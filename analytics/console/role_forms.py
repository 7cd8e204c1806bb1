"""The forms of the page on company roles."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from analytics.access.company import COMPANY_ROLES
from reviews_site.policy import Role
from reviews_site.policy.staffing import APPROVER_ROLES, MAX_APPROVER_ROLE_TERM, max_role_term
from reviews_site.web.form_fields import DayField, WordsField

_ROLES = [
    (login, f"{role.title}{' (two approvers)' if login in APPROVER_ROLES else ''}")
    for login, role in COMPANY_ROLES.items()
]


class ProposeForm(forms.Form):
    """Who gets which role, until when, and why."""

    address = forms.EmailField(label="Their e-mail", help_text="The confirmed address of their account.")
    role = forms.ChoiceField(choices=_ROLES)
    until = DayField(label="Until (inclusive)")
    reason = WordsField(max_length=200, label="Reason", help_text="Your colleagues and the person can read this.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.now().date() + MAX_APPROVER_ROLE_TERM - timedelta(days=2)
        self.fields[
            "until"
        ].help_text = f"At most {MAX_APPROVER_ROLE_TERM.days} days for roles with two approvers, a year for others."

    def clean_address(self) -> str:
        """The address as accounts store it."""
        return str(self.cleaned_data["address"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Refuse a day that the role does not allow. The worker checks it again."""
        cleaned: dict[str, Any] = super().clean() or {}
        until, role = cleaned.get("until"), cleaned.get("role")
        if until and role:
            max_term = max_role_term(Role(role))
            if not timezone.now() < end_of(until) <= timezone.now() + max_term:
                self.add_error("until", f"Choose a day within the next {max_term.days - 1} days.")
        return cleaned


class ReasonForm(forms.Form):
    """Why a role ends or is still needed."""

    reason = WordsField(max_length=200, label="Reason", help_text="Your colleagues and the person can read this.")


def end_of(day: date) -> datetime:
    """The last second of a day, in UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
