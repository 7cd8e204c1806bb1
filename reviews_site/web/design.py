"""The page /design/: every component in all its states, on invented data. In development only; elsewhere a 404.

It reads no store. `docs/design.md` says how to use what it shows.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reviews_site.web.access import public
from reviews_site.web.chart import Drawing, Plan, Scale, Series, SeriesKind, TableEntry, Value, chart
from reviews_site.web.form_fields import DayField

THEMES = ("light", "dark")
COLOURS = (
    *("paper", "surface", "sunken", "ink", "muted", "line", "edge", "accent", "accent-strong", "accent-tint"),
    *("confirmed", "confirmed-tint", "star", "star-tint", "info", "info-tint", "danger"),
)
ICONS = (
    *("search", "pin", "clock", "check", "cross", "lock", "mail", "chart", "user", "arrow", "arrow-back", "chevron"),
    *("info", "warning", "phone", "globe", "document", "pen", "star", "stamp", "stamp-open", "logo"),
)
CUISINES = ("pizza", "sushi", "burger", "austrian", "indian", "seafood", "vegan", "ice cream", "")
TABS = (("tab-week", "This week"), ("tab-month", "This month"), ("tab-year", "This year"))
COLUMNS = ("Age this year", "Reviewers", "Share")
ROWS = (("18 to 29", 40, "40 of 110"), ("30 to 44", 70, "70 of 110"), ("75 and over", None, None))


@dataclass(frozen=True)
class Specimen:
    """A restaurant that nobody can visit."""

    name: str
    cuisine: str
    town: str
    rating_average: float | None
    rating_count: int
    picture: str

    def get_absolute_url(self) -> str:
        """Back to where it is shown."""
        return "/design/#restaurant-tile"


@dataclass(frozen=True)
class Bar:
    """A row of the histogram, as `restaurants` counts it."""

    stars: int
    count: int
    share: int


PLACES = (
    Specimen("Zum Reiher", "austrian, regional", "Linz", 4.4, 128, "img/drawings/inn-2.svg"),
    Specimen(
        "Sushi Tomodachi with a Name that Runs over Two Lines", "sushi", "Bad Ischl", 3.1, 1, "img/drawings/sushi-1.svg"
    ),
    Specimen("Osteria da Nessuno", "", "Wels", None, 0, "img/drawings/plate-0.svg"),
)
BARS = {
    "key": "specimen-of-bars",
    "title": "reviews by cuisine",
    "rows": [
        {"name": "italian", "value": "128", "percent": 100},
        {"name": "a cuisine with a name that runs over two lines", "value": "51", "percent": 40},
        {"name": "sushi", "value": "–", "percent": 0},
    ],
}
HISTOGRAM = tuple(Bar(5 - row, count, count * 100 // 128) for row, count in enumerate((71, 38, 12, 5, 2)))


def drawing() -> Drawing:
    """Eight days counted and eight expected, as a dashboard draws them."""
    counted = list(enumerate((58.0, 64.0, 72.0, 55.0, 68.0, 81.0, 84.0, 60.0)))
    expected = list(enumerate((62.0, 66.0, 70.0, 61.0, 69.0, 79.0, 83.0, 64.0), 8))
    entries = [TableEntry(at, value, f"{at + 1} November", [f"{value:.0f}", "–"]) for at, value in counted]
    entries += [TableEntry(at, value, f"{at + 1} November", [f"{value:.0f}", "±12"]) for at, value in expected]
    lines = [
        Series("usual", SeriesKind.USUAL, [Value(at, 67) for at in range(16)]),
        Series("expected", SeriesKind.ESTIMATE, [Value(at, value, value - 12, value + 12) for at, value in expected]),
        Series("counted", SeriesKind.COUNTED, [Value(at, value) for at, value in counted], is_named_above=True),
    ]
    plan = Plan(
        key="specimen-chart",
        title="Guests by day",
        summary="Guests by day: about 68 counted, and 70 expected. The table below has every day.",
        note="Four days in five should lie within the band.",
        lines=lines,
        across=Scale(0, 15, [(0, "1 Nov"), (8, "9 Nov"), (15, "16 Nov")]),
        up=Scale(0, 100, [(0, "0"), (50, "50"), (100, "100")]),
        caption="Guests by day",
        columns=["Day", "Guests", "Band"],
        entries=entries,
        divide=(7.5, "today"),
    )
    return chart(plan)


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Pen name", help_text="Stands beside your reviews, for everyone to see.")
    email = forms.EmailField(label="E-mail", required=False)
    when = DayField(label="When were you there?")
    region = forms.ChoiceField(label="Where you live", choices=[("", "Prefer not to say"), ("AT-4", "Upper Austria")])
    rating = forms.ChoiceField(
        label="Your rating",
        choices=[(1, "Poor"), (2, "Fair"), (3, "Good"), (4, "Very good"), (5, "Excellent")],
        widget=forms.RadioSelect,
    )
    how = forms.ChoiceField(
        label="How do you pay?", choices=[("cash", "Cash"), ("card", "Card")], widget=forms.RadioSelect
    )
    text = forms.CharField(label="Your review", widget=forms.Textarea(attrs={"rows": 4}))
    agree = forms.BooleanField(label="Keep me signed in on this device", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"Fill in “{field.label}”."
        self.fields["email"].error_messages["invalid"] = "This should be like ada@example.org."


@public
@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """`?theme=light|dark`: all components. Without a theme the person's own choice of light or dark holds."""
    if not settings.SHOWS_DESIGN:
        raise Http404
    asked = request.GET.get("theme", "")
    context = {
        "theme": asked if asked in THEMES else "",
        "themes": THEMES,
        "colours": COLOURS,
        "icons": ICONS,
        "cuisines": CUISINES,
        "places": PLACES,
        "histogram": HISTOGRAM,
        "bars": BARS,
        "tabs": TABS,
        "columns": COLUMNS,
        "rows": ROWS,
        "drawing": drawing(),
        "form": SpecimenForm(initial={"rating": 4}, auto_id="plain_%s"),
        "wrong": SpecimenForm({"name": "", "email": "ada@", "how": "cash"}, auto_id="wrong_%s"),
    }
    return render(request, "design/index.html", context)
