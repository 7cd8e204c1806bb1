"""The forms of the pages. The rules live in `rules`; forms add labels, messages and widgets."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone

from restaurants.enums import Stars
from restaurants.menus.allergens import ALLERGENS
from restaurants.rules import (
    ASPECTS,
    MAX_TEXT_LENGTH,
    MIN_TEXT_LENGTH,
    earliest_visit_day,
    latest_visit_day,
    normalize_text,
    review_problems,
)
from restaurants.search_queries import MAX_LENGTH
from restaurants.selectors import MAX_PAGES
from restaurants.selectors.filters import DIETS, RATINGS, ListFilters
from restaurants.selectors.nearby import DISTANCES_KM, MAX_DISTANCE_KM, ROUNDED_POSITION, Area, NamedPlace
from restaurants.selectors.orders import ORDERS
from restaurants.selectors.pages import OWN_LANGUAGES
from reviews_site.web.form_fields import DayField

# The key of a review in a list by votes: their number, and the review's id.
_HELPFUL_KEY = r"^\d{9} [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

_ANY_POSITION = re.compile(r"[-+\d.,\s]+,[-+\d.,\s]+\Z")
_EDGE = r"(-?\d{1,3}(?:\.\d{1,4})?)"
_BOX = re.compile(f"{_EDGE},{_EDGE},{_EDGE},{_EDGE}\\Z", re.ASCII)


class _AspectField(forms.TypedChoiceField):
    """Stars for one aspect, or none."""

    def __init__(self) -> None:
        super().__init__(
            choices=[("", "Not rated"), *reversed(Stars.choices)],
            coerce=int,
            empty_value=None,
            required=False,
            error_messages={"invalid_choice": "Choose one to five stars."},
        )


class ReviewForm(forms.Form):
    rating = forms.TypedChoiceField(
        label="Your rating",
        choices=Stars,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose one to five stars."),
    )
    food, service, value, ambience = _AspectField(), _AspectField(), _AspectField(), _AspectField()
    visited_on = DayField(
        label="When were you there?", error_messages={"required": "Choose the day when you were there."}
    )
    text = forms.CharField(
        label="Your review",
        help_text="What did you eat? How was the service? Would you go again?",
        widget=forms.Textarea(
            attrs={"rows": 8, "data-count": "", "minlength": MIN_TEXT_LENGTH, "data-max": MAX_TEXT_LENGTH}
        ),
        error_messages={"required": "Write a few words about your visit."},
    )

    def __init__(self, *args: Any, posted_at: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # An edit is of the same visit: its day is judged as it was when the review was posted.
        self.posted_at = now = posted_at or timezone.now()
        self.fields["visited_on"].widget.attrs.update(min=earliest_visit_day(now), max=latest_visit_day(now))

    @property
    def aspects(self) -> list[forms.BoundField]:
        """The fields of the aspects."""
        return [self[name] for name in ASPECTS]

    def clean(self) -> dict[str, Any]:
        """Normalize the text, and add the problems that the rules find to their fields."""
        values: dict[str, Any] = self.cleaned_data
        if not self.errors:
            values["text"] = normalize_text(values["text"])
            self.add_problems(review_problems(**values, now=self.posted_at))
        return values

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Show each sentence beside its field."""
        for field, sentence in problems.items():
            self.add_error(field, sentence)


class DraftForm(ReviewForm):
    """What was typed so far. Nothing is asked for, and what is no value of its field is left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        """Judge nothing: the review is judged when it is posted."""
        return self.cleaned_data

    def content(self) -> dict[str, Any]:
        """The value of each field, or None."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or None for name in self.fields}


class _QueryForm(forms.Form):
    """A query string. Invalid values count as missing: a link with a typo still leads to a page."""

    def values(self) -> dict[str, Any]:
        """The value of each field; its empty value where it is missing or invalid."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, field.clean("")) for name, field in self.fields.items()}


class SearchField(forms.CharField):
    """Words to look for. A longer text is cut, rather than left out."""

    def to_python(self, value: Any) -> str:
        """The first hundred characters."""
        return (super().to_python(value) or "")[:MAX_LENGTH]


class _ValidChoices(forms.MultipleChoiceField):
    """Several choices; those that are none are left out."""

    def __init__(self, choices: list[tuple[str, str]]) -> None:
        super().__init__(choices=choices, required=False)

    def to_python(self, value: Any) -> list[str]:
        """The values that can be chosen, each once."""
        return [key for key in dict.fromkeys(super().to_python(value)) if self.valid_value(key)]


class NearForm(_QueryForm):
    # A town, a street, or a position of two decimals, about a kilometer: a more precise one is refused.
    near = forms.CharField(max_length=100, required=False)

    def clean_near(self) -> str:
        near: str = self.cleaned_data["near"].strip()
        if _ANY_POSITION.match(near) and not ROUNDED_POSITION.match(near):
            raise forms.ValidationError("A position may have two decimals at most.")
        return near


class BrowseForm(NearForm):
    q = SearchField(required=False)
    cuisine = forms.RegexField(r"^[a-z0-9_]{1,40}$", required=False)
    open = forms.ChoiceField(choices=[("1", "Open now")], required=False)
    price = _ValidChoices([(str(level), "€" * level) for level in range(1, 5)])
    rating = forms.ChoiceField(choices=[(stars, f"{stars} stars or more") for stars in RATINGS], required=False)
    diet = forms.ChoiceField(choices=list(DIETS.items()), required=False)
    free = _ValidChoices(list(ALLERGENS.items()))
    wheelchair = forms.ChoiceField(choices=[("1", "Wheelchair accessible")], required=False)
    photos = forms.ChoiceField(choices=[("1", "With photos")], required=False)
    within = forms.ChoiceField(choices=[(str(km), f"{km} km") for km in DISTANCES_KM], required=False)
    sort = forms.ChoiceField(choices=[(key, order.label) for key, order in ORDERS.items()], required=False)
    page = forms.IntegerField(min_value=1, max_value=MAX_PAGES, required=False)

    def filters(self) -> ListFilters:
        """What narrows the list."""
        values = self.values()
        return ListFilters(
            cuisine=values["cuisine"],
            is_open=bool(values["open"]),
            prices=tuple(int(level) for level in values["price"]),
            rating=values["rating"],
            diet=values["diet"],
            free_of=tuple(values["free"]),
            wheelchair=bool(values["wheelchair"]),
            photos=bool(values["photos"]),
        )

    def area(self, place: NamedPlace) -> Area:
        """What lies around a place."""
        return Area(place.position, float(self.values()["within"] or MAX_DISTANCE_KM))

    def unfiltered_address(self) -> str:
        """The query string of the words and the place alone."""
        return self.address(**dict.fromkeys(set(self.fields) - {"q", "near", "within"}, ""))

    def address(self, **other: Any) -> str:
        """The query string of the valid values, with `other` ones in place; page 1 stands in no address."""
        chosen = {name: value for name, value in {**self.values(), **other}.items() if value}
        if other.get("page", 1) == 1:
            chosen.pop("page", None)
        return "?" + urlencode(chosen, doseq=True)


class SuggestionsForm(_QueryForm):
    q = SearchField(required=False)


class MapForm(BrowseForm):
    box = forms.CharField(max_length=80, required=False)

    def clean_box(self) -> str:
        """West, south, east and north in degrees, at least a few metres apart; lines of a box can't be swapped."""
        box: str = self.cleaned_data["box"]
        if not box:
            return ""
        edges = _BOX.match(box)
        if not edges:
            raise forms.ValidationError("A box is four numbers: west, south, east and north.")
        west, south, east, north = map(float, edges.groups())
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise forms.ValidationError("A box is on earth, with its west in the west and its south in the south.")
        return box


class ReviewsPageForm(_QueryForm):
    after = forms.UUIDField(required=False)
    before = forms.UUIDField(required=False)


class HelpfulPageForm(_QueryForm):
    after = forms.RegexField(_HELPFUL_KEY, required=False)
    before = forms.RegexField(_HELPFUL_KEY, required=False)


class ReviewFilterForm(_QueryForm):
    stars = forms.TypedChoiceField(choices=Stars, coerce=int, empty_value=None, required=False)
    language = forms.RegexField(rf"^([a-z]{{2,3}}|{OWN_LANGUAGES})$", required=False)
    photos = forms.ChoiceField(choices=[("1", "With photos")], required=False)
    words = forms.CharField(max_length=60, required=False)
    sort = forms.ChoiceField(choices=[("helpful", "Most helpful")], required=False)
    visit = forms.ChoiceField(choices=[("confirmed", "Confirmed")], required=False)
