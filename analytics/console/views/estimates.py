"""Numbers with noise for roles that see no rows: how many people, and what they gave on average."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.enums import Region
from analytics.access.company import COMPANY_ROLES
from analytics.access.query.client import QueryUnavailable, ask_noisily
from analytics.access.query.noisy_budget import PrivacyBudget, privacy_budget_of
from analytics.access.query.noisy_counts import MIN_PEOPLE_OF_MEAN, SCALE, NoisyAnswer
from analytics.access.query.noisy_questions import DIMENSIONS, MEAN, PEOPLE, NoisyQuery, values_of
from analytics.access.query.questions import InvalidQuery
from analytics.console.gate import ConsoleRequest, permission_required
from analytics.console.result_charts import Bars, bars_of
from reviews_site.policy import Permission
from reviews_site.policy.decide import holds

# Nine of ten numbers are no further off.
USUALLY_WITHIN = 10 * round(SCALE * 0.2303)
_MEASURES = ((PEOPLE, "How many people"), (MEAN, "Average rating"))
_TITLES = {"age": "Born", "region": "Region", "rating": "Rating", "language": "Language", "month": "Month"}
_ONLY = {
    "age": "Only born",
    "region": "Only in the region",
    "rating": "Only with the rating",
    "language": "Only in the language",
    "month": "Only in the month",
}
_REGIONS = {str(region.value): str(region.label) for region in Region}


class EstimateForm(forms.Form):
    """What is asked: a measure, up to two dimensions, and values in others."""

    measure = forms.ChoiceField(label="Show", choices=_MEASURES)
    first = forms.ChoiceField(label="By", required=False)
    second = forms.ChoiceField(label="And by", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = datetime.now(UTC).date()
        dimensions = [("", "–"), *_TITLES.items()]
        for name in ("first", "second"):
            self.fields[name].choices = dimensions  # type: ignore[attr-defined]  # a ChoiceField
        for name in DIMENSIONS:
            values = [("", "all"), *((value, _words(value)) for value in values_of(name, today))]
            self.fields[f"only_{name}"] = forms.ChoiceField(label=_ONLY[name], choices=values, required=False)

    def question(self, role: str, reader: str) -> NoisyQuery:
        """The question.

        Raises:
            analytics.access.query.questions.InvalidQuery: a dimension is named twice, or the mean is by rating.
        """
        given: Mapping[str, str] = self.cleaned_data
        by = tuple(given[name] for name in ("first", "second") if given[name])
        chosen = tuple((name, given[f"only_{name}"]) for name in DIMENSIONS if given[f"only_{name}"])
        return NoisyQuery(role, reader, given["measure"], by, chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.NOISY_ASK)
def page(request: ConsoleRequest) -> HttpResponse:
    """The form, and on POST the numbers: new ones spend privacy."""
    role = next(str(role) for role in request.staff.roles if holds([role], Permission.NOISY_ASK))
    form = EstimateForm(request.POST if request.method == "POST" else None)
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            question = form.question(role, str(request.staff.user_id))
            shown = _table(question, ask_noisily(question))
        except InvalidQuery as problem:
            form.add_error(None, str(problem))
        except QueryUnavailable as problem:
            shown = {"problem": str(problem)}
    budget: PrivacyBudget = privacy_budget_of(role)
    fixed = {"within": USUALLY_WITHIN, "least": MIN_PEOPLE_OF_MEAN, "role": COMPANY_ROLES[role]}
    return render(request, "console/estimates.html", {"form": form, "budget": budget, **fixed, **shown})


def _table(question: NoisyQuery, answer: NoisyAnswer) -> dict[str, Any]:
    by = list(question.dimensions) or ["everybody"]
    lines = [
        ([_words(dict(cell).get(name, "everybody")) for name in by], value)
        for cell, value in zip(answer.cells, answer.values, strict=True)
    ]
    measure = dict(_MEASURES)[question.measure]
    return {
        "bars": bars_of_estimates(question, f"{measure}, drawn", [(names[0], value) for names, value in lines]),
        "heads": [_TITLES.get(name, "Of") for name in by],
        "lines": lines,
        "measure": measure,
        "is_mean": question.measure == MEAN,
        "cost": answer.cost,
    }


def bars_of_estimates(question: NoisyQuery, title: str, pairs: Sequence[tuple[str, int | float | None]]) -> Bars | None:
    """A chart of one dimension; none where the noise may be larger than all that there is to see."""
    longest = max((value or 0 for _, value in pairs), default=0)
    if len(question.dimensions) != 1 or (question.measure == PEOPLE and longest <= USUALLY_WITHIN):
        return None
    return bars_of("bars", title, [(name, None if value is None else str(value)) for name, value in pairs])


def _words(value: str) -> str:
    return _REGIONS.get(value, value)
