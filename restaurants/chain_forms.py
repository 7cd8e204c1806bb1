"""The forms that change several restaurants at once. They offer only those at which the person may do it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from restaurants.models import Restaurant
from restaurants.team_forms import InvitationForm


class _SeveralForm(forms.Form):
    """A choice of restaurants by their slugs, and of nothing else."""

    def __init__(self, *args: Any, restaurants: Sequence[Restaurant], **options: Any) -> None:
        super().__init__(*args, **options)
        self.by_slug = {each.slug: each for each in restaurants}
        self.fields["restaurants"] = forms.MultipleChoiceField(
            label="Restaurants",
            choices=[(slug, self.name_of(slug)) for slug in self.by_slug],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Choose at least one restaurant.",
                "invalid_choice": "Choose restaurants of the list.",
            },
        )

    def name_of(self, slug: str) -> str:
        """The name, with its town where several have the same."""
        restaurant = self.by_slug[slug]
        same = sum(other.name == restaurant.name for other in self.by_slug.values())
        return f"{restaurant.name}, {restaurant.town}" if same > 1 and restaurant.town else restaurant.name

    @property
    def chosen(self) -> list[Restaurant]:
        """The restaurants that were chosen, of a valid form."""
        return [self.by_slug[slug] for slug in self.cleaned_data["restaurants"]]


class ChainInvitationForm(_SeveralForm, InvitationForm):
    """Whom to invite, as what, and to the teams of which restaurants."""

    field_order = ("restaurants", "address", "role")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(self.field_order)


class CopyMenuForm(_SeveralForm):
    """The menu of which restaurant to copy to which others."""

    publish = forms.BooleanField(label="Publish it at once", required=False)

    def __init__(self, *args: Any, sources: Sequence[Restaurant], **options: Any) -> None:
        super().__init__(*args, **options)
        self.sources = {each.slug: each for each in sources}
        self.fields["source"] = forms.ChoiceField(
            label="Menu of",
            choices=[(slug, each.name) for slug, each in self.sources.items()],
            error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose whose menu to copy."),
        )
        self.fields["restaurants"].label = "To"
        self.order_fields(("source", "restaurants", "publish"))

    @property
    def source(self) -> Restaurant:
        """The restaurant whose menu is copied, of a valid form."""
        return self.sources[self.cleaned_data["source"]]
