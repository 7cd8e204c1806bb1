"""The forms of the page on company roles."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from analytics.access.company import COMPANY_ROLES
from reviews_site.policy import Role
from reviews_site.policy.staffing import APPROVER_ROLES, MAX_APPROVER_ROLE_TERM, max_role_term

_ROLES = [
    (login, f"{role.title}{' (takes two)' if login in APPROVER_ROLES else ''}") for login, role in COMPANY_ROLES.items()
]


class ProposeForm(forms.Form):
    """Who is to have which role, until when, and why."""

    address = forms.EmailField(label="Their e-mail", help_text="They have an account, and have confirmed this address.")
    role = forms.ChoiceField(choices=_ROLES)
    until = forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label="Until, and including"
    )
    reason = forms.CharField(max_length=200, label="Why", help_text="Your colleagues read this, and so do they.")

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["until"].initial = timezone.now().date() + MAX_APPROVER_ROLE_TERM - timedelta(days=2)
        self.fields[
            "until"
        ].help_text = (
            f"{MAX_APPROVER_ROLE_TERM.days} days ahead at most for a role that takes two, a year for the others."
        )

    def clean_address(self) -> str:
        """The address as accounts keep it."""
        return str(self.cleaned_data["address"]).strip().lower()

    def clean(self) -> dict[str, Any]:
        """Refuse a day that the role does not allow; the worker looks at it again."""
        cleaned: dict[str, Any] = super().clean() or {}
        until, role = cleaned.get("until"), cleaned.get("role")
        if until and role:
            most = max_role_term(Role(role))
            if not timezone.now() < end_of(until) <= timezone.now() + most:
                self.add_error("until", f"Choose a day ahead, and {most.days - 1} days away at most.")
        return cleaned


class ReasonForm(forms.Form):
    """Why a role is ended or kept."""

    reason = forms.CharField(max_length=200, label="Why", help_text="Your colleagues read this, and so do they.")


def end_of(day: date) -> datetime:
    """The last second of a day, in UTC."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)
