"""The forms of the pages on elevations."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from analytics.access.company import COMPANY_ROLES
from reviews_site.policy.elevations import (
    BREAK_GLASS_MINUTES,
    MIN_MINUTES,
    SCOPE_WORDS,
    ElevationRule,
    ElevationScope,
    may_request,
)
from reviews_site.web.form_fields import WordsField


def rule_name(rule: ElevationRule) -> str:
    """A line of the table, as the form's choice sends it."""
    return f"{rule.role}.{rule.scope}"


class ElevationForm(forms.Form):
    """What is asked for, how long, and what for."""

    rule = forms.ChoiceField(label="What you need to read", widget=forms.RadioSelect)
    key = forms.UUIDField(
        required=False,
        label="Id",
        help_text="Of the one restaurant, person (pseudonym) or refused event. Leave it empty for a whole table.",
        error_messages={"invalid": "This is no id. An id has 36 characters, such as on the page of a refused event."},
    )
    minutes = forms.IntegerField(min_value=MIN_MINUTES, initial=MIN_MINUTES, label="Minutes")
    ticket = WordsField(max_length=40, label="Ticket", help_text="Where the problem is described, such as OPS-117.")
    reason = WordsField(
        min_length=10,
        max_length=300,
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you need to find out. Don’t name anybody: people who approve and review read this.",
        error_messages={"min_length": "Write at least 10 characters."},
    )
    is_break_glass = forms.BooleanField(
        required=False,
        label="Break glass",
        help_text=(
            f"Nobody approves it, and it lasts {BREAK_GLASS_MINUTES} minutes. Every security engineer is mailed at "
            "once, and one reviews it within a day."
        ),
    )

    def __init__(self, *args: Any, rules: Sequence[ElevationRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {rule_name(rule): rule for rule in rules}
        self.fields["rule"].choices = [(name, _label(rule)) for name, rule in self.rules.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Refuse what the table does not allow. The worker checks it again."""
        cleaned: dict[str, Any] = super().clean() or {}
        rule = self.rules.get(cleaned.get("rule", ""))
        if rule is None or "minutes" not in cleaned or "key" not in cleaned:
            return cleaned
        broken = bool(cleaned.get("is_break_glass"))
        asked = {"minutes": cleaned["minutes"], "key": cleaned["key"], "is_break_glass": broken}
        decision = may_request([rule.role], rule, **asked)
        if not decision.allowed:
            needs_other_key = rule.scope.needs_key is (cleaned["key"] is None)
            self.add_error("key" if needs_other_key else "minutes", decision.reason)
        return cleaned

    @property
    def chosen(self) -> ElevationRule:
        """The line of the table that was chosen."""
        return self.rules[self.cleaned_data["rule"]]


class ReviewForm(forms.Form):
    """What somebody found who looked at what was read."""

    note = WordsField(
        min_length=10,
        max_length=300,
        label="What you found",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whether what was opened fits the reason.",
        error_messages={"min_length": "Write at least 10 characters."},
    )


def words_of(rule: ElevationRule) -> str:
    """What a line of the table opens, without the id of the one thing."""
    return SCOPE_WORDS[ElevationScope(rule.scope)].format("").strip().replace("  ", " ")


def title_of(role: str) -> str:
    """The title of a company role."""
    return COMPANY_ROLES[role].title


def parse_key(text: str) -> uuid.UUID | None:
    """An id as a session keeps it."""
    return uuid.UUID(text) if text else None


def _label(rule: ElevationRule) -> str:
    return f"{title_of(rule.role)}, at most {rule.max_minutes} minutes: {words_of(rule)}"
