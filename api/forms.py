"""The parameters of queries: the forms of the pages, strictly. A program is told what it got wrong, and where."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, QueryDict
from rest_framework.exceptions import ValidationError

from api.cursors import MAX_LENGTH, InvalidCursor, change_position, from_text
from api.problems import InvalidParameters
from restaurants.forms import BrowseForm, HelpfulPageForm, NearForm, ReviewFilterForm, ReviewsPageForm
from restaurants.menus.allergens import ALLERGENS
from restaurants.search_queries import MAX_LENGTH as MAX_WORDS_LENGTH
from restaurants.selectors.changes import ChangePosition
from restaurants.selectors.keyset_lists import ListPosition
from restaurants.selectors.orders import DISTANCE
from restaurants.selectors.pages import HELPFUL
from reviews_site.web.form_fields import DayField

MAX_LIMIT, DEFAULT_LIMIT = 100, 20
_FLAG_ERRORS = {"invalid_choice": "Say true or false."}
Form = TypeVar("Form", bound=forms.Form)


class FlagField(forms.TypedChoiceField):
    """`true` or `false`; a page's form says 1 or nothing."""

    def __init__(self, on: str = "1") -> None:
        super().__init__(
            choices=[("true", "yes"), ("false", "no")],
            coerce=lambda value: on if value == "true" else "",
            empty_value="",
            required=False,
            error_messages=_FLAG_ERRORS,
        )


class LimitField(forms.IntegerField):
    """How many rows a page has at most."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=MAX_LIMIT, required=False)

    def clean(self, value: Any) -> int:
        return super().clean(value) or DEFAULT_LIMIT


def _choices(values: Iterable[str]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(choices=[(value, value) for value in values], required=False)


class RestaurantsQuery(BrowseForm):
    """The list's parameters, with a cursor in the place of the page's number."""

    page = None  # type: ignore[assignment]  # a form may replace a field
    q = forms.CharField(max_length=MAX_WORDS_LENGTH, required=False)  # type: ignore[assignment]  # a form may replace a field
    price = _choices(map(str, range(1, 5)))  # type: ignore[assignment]  # a form may replace a field
    free = _choices(ALLERGENS)  # type: ignore[assignment]  # a form may replace a field
    open, wheelchair, photos = FlagField(), FlagField(), FlagField()
    cursor = forms.CharField(max_length=MAX_LENGTH, required=False)
    limit = LimitField()

    def clean_cursor(self) -> ListPosition | None:
        """The position that the cursor stands for."""
        try:
            return from_text(self.cleaned_data["cursor"]) if self.cleaned_data["cursor"] else None
        except InvalidCursor as problem:
            raise forms.ValidationError(str(problem)) from None

    def clean(self) -> dict[str, Any]:
        """Refuse an order that these words and this place do not have, and the cursor of another one."""
        values: dict[str, Any] = self.cleaned_data
        position = values.get("cursor")
        order = position.order if position else values.get("sort")
        at_fault = "cursor" if position else "sort"
        if order == "relevance" and not values.get("q", "").strip():
            self.add_error(at_fault, "Without words there is no best match: send q as well.")
        if order == DISTANCE and not values.get("near"):
            self.add_error(at_fault, "Without a place there is no distance: send near as well.")
        if position and values.get("sort") not in ("", position.order):
            self.add_error("cursor", "This cursor is of another order.")
        return values


class _PageQuery(forms.Form):
    limit = LimitField()


class NewestReviewsQuery(ReviewFilterForm, ReviewsPageForm, _PageQuery):
    """The parameters of reviews, where the newest come first: a cursor is a review's id."""

    after, before = None, None  # type: ignore[assignment]  # a form may replace a field
    photos = FlagField()
    visit = FlagField("confirmed")
    cursor = forms.UUIDField(required=False)


class HelpfulReviewsQuery(ReviewFilterForm, HelpfulPageForm, _PageQuery):
    """The parameters of reviews, where the most helpful come first: a cursor has their number of votes."""

    after, before = None, None  # type: ignore[assignment]  # a form may replace a field
    photos = FlagField()
    visit = FlagField("confirmed")
    cursor = HelpfulPageForm.base_fields["after"]


class PhotosQuery(forms.Form):
    """The parameters of photos."""

    cursor = forms.UUIDField(required=False)
    limit = LimitField()


class DaysQuery(forms.Form):
    """The parameters of days, the newest first: a cursor is the last day of the page before."""

    cursor = DayField(required=False)
    limit = LimitField()


class TeamReviewsQuery(PhotosQuery):
    """The parameters of reviews for a restaurant's team."""

    unanswered = FlagField()


class ChangesQuery(forms.Form):
    """The parameters of changes: `since` is the `cursor` of an earlier answer."""

    since = forms.CharField(max_length=MAX_LENGTH, required=False)
    limit = LimitField()

    def clean_since(self) -> ChangePosition | None:
        """The position that it stands for."""
        try:
            return change_position(self.cleaned_data["since"]) if self.cleaned_data["since"] else None
        except InvalidCursor as problem:
            raise forms.ValidationError(str(problem)) from None


class PopularQuery(NearForm):
    """The parameter of what is popular."""


def reviews_query(request: HttpRequest) -> type[NewestReviewsQuery] | type[HelpfulReviewsQuery]:
    """The form for the order that is asked for."""
    return HelpfulReviewsQuery if request.GET.get("sort") == HELPFUL else NewestReviewsQuery


def cleaned(form: forms.Form, *, prefixes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The values of a body that a page's form takes, too.

    Args:
        prefixes: how names of fields begin in the form, and in the body.

    Raises:
        rest_framework.exceptions.ValidationError: the form would say what to change.
    """
    if not form.is_valid():
        known = {NON_FIELD_ERRORS: "body", **(prefixes or {})}
        raise ValidationError({_field(name, known): list(map(str, found)) for name, found in form.errors.items()})
    return form.cleaned_data


def _field(name: str, prefixes: Mapping[str, str]) -> str:
    found = next((prefix for prefix in prefixes if name.startswith(prefix)), "")
    return prefixes.get(found, "") + name.removeprefix(found)


def read_query(data: QueryDict, form_class: type[Form]) -> Form:
    """The form of a query, all of which is valid.

    Raises:
        InvalidParameters: a parameter is unknown or can't be read.
    """
    form = form_class(data)
    errors = {name: "This route has no such parameter." for name in data if name not in form.fields}
    errors |= {name: " ".join(map(str, found)) for name, found in form.errors.items()}
    if errors:
        raise InvalidParameters(errors)
    return form
