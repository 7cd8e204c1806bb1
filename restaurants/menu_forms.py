"""The forms in which a restaurant's team writes its menu."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from restaurants.exceptions import InvalidPrice
from restaurants.menus.allergens import ALLERGENS
from restaurants.menus.content import (
    MAX_DESCRIPTION_LENGTH,
    MAX_NAME_LENGTH,
    MAX_TITLE_LENGTH,
    MenuContent,
    MenuDish,
    MenuSection,
)
from restaurants.menus.languages import LANGUAGES, language_words
from restaurants.menus.prices import CURRENCIES, read_price
from reviews_site.texts import shows
from reviews_site.web.form_fields import LineField

DIETS = (("", "Neither"), ("vegetarian", "Vegetarian"), ("vegan", "Vegan"))
AVAILABLE, NOT_TODAY, SEASONAL = "", "not_today", "seasonal"
AVAILABILITY = ((AVAILABLE, "Available"), (NOT_TODAY, "Not today"), (SEASONAL, "Seasonal"))
PRICE_LEVELS = ((1, "€ – cheap"), (2, "€€ – usual"), (3, "€€€ – dear"), (4, "€€€€ – very dear"))
_GUESSED = ("", "Guess it from the dishes")


class _VisibleLine(LineField):
    """Words on one line, of which something can be seen."""

    def __init__(self, *, max_length: int, missing: str, **options: Any) -> None:
        messages = {"required": missing, "max_length": f"Use at most {max_length} characters."}
        super().__init__(max_length=max_length, error_messages=messages, **options)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not shows(value, 1):
            raise forms.ValidationError("Use at least one letter or digit.")


class SeenForm(forms.Form):
    """Which version of the draft somebody was shown: a change of another one is refused."""

    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput)


class SectionForm(SeenForm):
    title = _VisibleLine(
        label="Heading",
        max_length=MAX_TITLE_LENGTH,
        missing="Give the section a heading, such as Starters.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class MenuSettingsForm(SeenForm):
    """What holds of the whole menu."""

    currency = forms.ChoiceField(label="Currency", choices=[(code, code) for code in CURRENCIES])
    price_level = forms.TypedChoiceField(
        label="Prices beside other places of your kind", choices=PRICE_LEVELS, coerce=int, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, content: MenuContent, **options: Any) -> None:
        super().__init__(*args, **options)
        codes = dict.fromkeys((*LANGUAGES, content.language))
        choices = [_GUESSED, *((code, language_words(code)) for code in codes if code)]
        self.fields["language"] = forms.ChoiceField(label="Language of the menu", required=False, choices=choices)


class DishForm(SeenForm):
    """A dish, and the section that it stands in."""

    name = _VisibleLine(
        label="Name",
        max_length=MAX_NAME_LENGTH,
        missing="Give the dish a name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    price = LineField(
        label="Price",
        required=False,
        help_text="As you write it: 8,50 or 8.50. Leave it empty for a price that guests ask for.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = LineField(
        label="Description",
        required=False,
        max_length=MAX_DESCRIPTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Use at most {MAX_DESCRIPTION_LENGTH} characters."},
    )
    allergens = forms.MultipleChoiceField(
        label="Allergens",
        required=False,
        choices=[(letter, f"{letter} {name}") for letter, name in ALLERGENS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    diet = forms.ChoiceField(label="Diet", required=False, choices=DIETS, widget=forms.RadioSelect)
    availability = forms.ChoiceField(
        label="Availability", required=False, choices=AVAILABILITY, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, currency: str, sections: Sequence[MenuSection], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.currency, self.today = currency, today
        choices = [(number, section.title) for number, section in enumerate(sections)]
        self.fields["section"] = forms.TypedChoiceField(label="Section", choices=choices, coerce=int)

    def clean_price(self) -> str:
        """The price as it is stored."""
        try:
            return read_price(self.cleaned_data["price"], currency=self.currency)
        except InvalidPrice as problem:
            raise forms.ValidationError(str(problem)) from None

    def dish(self) -> MenuDish:
        """What was typed, once it is valid."""
        values = self.cleaned_data
        availability = values["availability"]
        return MenuDish(
            name=values["name"],
            price=values["price"],
            description=values["description"],
            allergens="".join(sorted(values["allergens"])),
            diet=values["diet"],
            season=SEASONAL if availability == SEASONAL else "",
            not_on=self.today.isoformat() if availability == NOT_TODAY else "",
        )


def initial_of(dish: MenuDish, section: int, today: date) -> dict[str, Any]:
    """What the form of a dish begins with."""
    availability = NOT_TODAY if dish.not_on == today.isoformat() else SEASONAL if dish.season else AVAILABLE
    return {
        "name": dish.name,
        "price": dish.price,
        "description": dish.description,
        "allergens": list(dish.allergens),
        "diet": dish.diet,
        "availability": availability,
        "section": section,
    }


class MenuImportForm(SeenForm):
    """A menu as a file or as text, and what becomes of the draft's dishes."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text="CSV or JSON, such as the ones that you can download here.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.json,text/csv,application/json"}),
        error_messages={"empty": "The file is empty."},
    )
    text = forms.CharField(
        label="Or paste your menu",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One dish a line, with its price at the end. A line without a price begins a section.",
    )
    into = forms.ChoiceField(
        label="What becomes of the dishes in the draft?",
        choices=(("replace", "They are replaced"), ("add", "They stay, and these are added")),
        widget=forms.RadioSelect,
        initial="replace",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for either of the two."""
        values: dict[str, Any] = self.cleaned_data
        if not self.errors and not values.get("file") and not values.get("text", "").strip():
            self.add_error("text", "Choose a file, or paste a menu.")
        return values


class MenuConfirmForm(SeenForm):
    """Carries an imported menu through its preview."""

    source = forms.CharField(widget=forms.HiddenInput)
    pasted = forms.BooleanField(required=False, widget=forms.HiddenInput)
    into = forms.ChoiceField(choices=(("replace", ""), ("add", "")), widget=forms.HiddenInput)
