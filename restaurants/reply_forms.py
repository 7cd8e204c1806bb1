"""The form of a reply to a review."""

from typing import Any

from django import forms

from restaurants.rules import MAX_REPLY_LENGTH, MAX_TEMPLATE_TITLE_LENGTH, normalize_text, reply_problem
from reviews_site.web.form_fields import LineField, WordsField


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


class ReplyTemplateForm(ReplyForm):
    """A text to start replies from, and the title by which the team finds it."""

    title = LineField(
        label="Title",
        max_length=MAX_TEMPLATE_TITLE_LENGTH,
        error_messages={
            "required": "Give it a title.",
            "max_length": f"At most {MAX_TEMPLATE_TITLE_LENGTH} characters.",
        },
        help_text="Only your team sees it.",
    )
    field_order = ("title", "text")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = "Text"
        self.fields["text"].help_text = "A reply starts with it. Change it there for each guest."
