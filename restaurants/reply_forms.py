"""The form of a reply to a review."""

from typing import Any

from django import forms

from restaurants.rules import MAX_REPLY_LENGTH, normalize_text, reply_problem
from reviews_site.web.form_fields import WordsField


class ReplyForm(forms.Form):
    text = WordsField(
        label="Your reply",
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write a reply."},
        help_text=f"Everybody can read it. At most {MAX_REPLY_LENGTH:,} characters.",
    )

    def clean_text(self) -> Any:
        """The text as it is stored.

        Raises:
            forms.ValidationError: it is too short or too long.
        """
        text = normalize_text(self.cleaned_data["text"])
        if problem := reply_problem(text):
            raise forms.ValidationError(problem)
        return text
