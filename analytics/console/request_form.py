"""The form that asks for a dataset: by columns of the catalogue, or by a document."""

from itertools import groupby
from pathlib import Path

from django import forms

from analytics.access.audiences import AUDIENCES
from analytics.access.company import COMPANY_ROLES
from analytics.console.dataset_decisions import is_colleague
from analytics.datasets import catalogue, document
from analytics.datasets.dataset_policy import LINES_OF_BUSINESS, RESIDENCIES, DatasetPolicy
from analytics.datasets.models import DEFAULT_RETENTION_DAYS
from reviews_site.web.form_fields import UncutField, WordsField

_READERS = [(login, COMPANY_ROLES[login].title) for logins in AUDIENCES.values() for login in logins]
# Something to begin from: the dataset that this site's own documentation registers.
EXAMPLE = Path(document.__file__).with_name("examples") / "young_guests.json"


class DatasetRequestForm(forms.Form):
    """A document with what its shape has no place for."""

    name = forms.SlugField(
        max_length=40,
        help_text="Lower case with underscores, such as young_guests.",
        error_messages={"required": "Enter a name.", "invalid": "Use only letters, digits and underscores."},
    )
    columns = forms.MultipleChoiceField(
        choices=catalogue.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose columns and press “Use these columns”: the document below is then written for you, with the "
        "protection that each needs, and we measure how many people would share the same values.",
    )
    document = UncutField(
        initial=EXAMPLE.read_text,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
        help_text="JSON. This is an example: replace its columns with yours.",
        max_length=document.MAX_DOCUMENT_BYTES,
    )
    reason = WordsField(max_length=500, help_text="What you need it for. The person who decides reads this first.")
    owner = forms.EmailField(
        max_length=254,
        help_text="The colleague who is responsible for it.",
        error_messages=dict.fromkeys(("required", "invalid"), "Enter a colleague’s e-mail address."),
    )
    audience = forms.MultipleChoiceField(
        choices=_READERS, widget=forms.CheckboxSelectMultiple, help_text="Who can read it, all of one group."
    )
    line_of_business = forms.ChoiceField(choices=[(each, each) for each in LINES_OF_BUSINESS], initial="analytics")
    residency = forms.ChoiceField(choices=[(each, each) for each in RESIDENCIES])
    retention_days = forms.IntegerField(
        min_value=1,
        initial=DEFAULT_RETENTION_DAYS,
        help_text="Days until nobody can read it anymore.",
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "Enter a number of days, at least 1."),
    )

    def column_groups(self) -> list[tuple[str, list[forms.boundfield.BoundWidget], bool]]:
        """The boxes of the columns by source, each with whether one of them is checked."""
        by_source = groupby(self["columns"], key=lambda box: str(box.data["value"]).partition("/")[0])
        groups = [(source, list(boxes)) for source, boxes in by_source]
        return [(source, boxes, any(box.data["selected"] for box in boxes)) for source, boxes in groups]

    def clean_owner(self) -> str:
        """The address, if somebody who works here has it."""
        address: str = self.cleaned_data["owner"].lower()
        if not is_colleague(address):
            raise forms.ValidationError("Nobody who works here has this address.")
        return address

    def policy(self) -> DatasetPolicy:
        """The dataset's policy, from the values of the form."""
        said = {
            name: value for name, value in self.cleaned_data.items() if name not in ("columns", "document", "reason")
        }
        return DatasetPolicy(**{**said, "audience": tuple(said["audience"])})
