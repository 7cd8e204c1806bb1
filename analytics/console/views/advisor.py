"""The protection advisor: six scores, a recommendation with reasons, a chart, and three examples."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from analytics.console.gate import permission_required
from analytics.datasets.advisor import CASES, EXTREMES, HIGHEST, LOWEST, RULES, Advice, Scores, advise
from analytics.datasets.radar_chart import svg
from reviews_site.policy import Permission


@dataclass(frozen=True)
class ShownAdvice:
    """Scores with the advice for them and a chart."""

    title: str
    says: str
    advice: Advice
    drawing: SafeString
    query: str


class ScoresForm(forms.Form):
    """Six whole numbers from 1 to 5."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on unchanged
        for name, ends in EXTREMES.items():
            self.fields[name] = forms.IntegerField(
                label=ends.title,
                min_value=LOWEST,
                max_value=HIGHEST,
                initial=3,
                help_text=f"1: {ends.lowest}. 5: {ends.highest}.",
                error_messages=dict.fromkeys(
                    ("required", "invalid", "min_value", "max_value"),
                    f"Enter a whole number from {LOWEST} to {HIGHEST}.",
                ),
            )


@require_safe
@permission_required(Permission.CATALOGUE_READ)
def page(request: HttpRequest) -> HttpResponse:
    """The form with the cases; with scores in the address, what they come to."""
    asked = any(name in request.GET for name in EXTREMES)
    form = ScoresForm(request.GET if asked else None)
    shown = _shown("Your scores", "", Scores(**form.cleaned_data)) if asked and form.is_valid() else None
    cases = [_shown(case.title, case.description, case.scores) for case in CASES.values()]
    return render(request, "console/advisor.html", {"form": form, "shown": shown, "cases": cases, "rules": RULES})


def _shown(title: str, says: str, scores: Scores) -> ShownAdvice:
    drawing = mark_safe(svg(title, scores))  # noqa: S308 - drawn from numbers and our own words, escaped there
    return ShownAdvice(title, says, advise(scores), drawing, "&".join(f"{name}={score}" for name, score in scores))
