"""The forms in which a restaurant's team writes its menu in other languages."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from restaurants.menu_forms import SeenForm
from restaurants.menus.content import (
    MAX_DESCRIPTION_LENGTH,
    MAX_NAME_LENGTH,
    MAX_TITLE_LENGTH,
    MenuContent,
    MenuDish,
    MenuSection,
    Translation,
    text_in,
)
from restaurants.menus.languages import LANGUAGES, language_words
from reviews_site.texts import shows
from reviews_site.web.form_fields import LineField

# So many dishes of a section stand in one form: a form has a bounded number of fields.
DISHES_A_FORM = 40


class NewLanguageForm(forms.Form):
    """Another language for the menu."""

    def __init__(self, data: Any = None, *, content: MenuContent) -> None:
        super().__init__(data)
        choices = [(code, language_words(code)) for code in LANGUAGES if code not in content.languages]
        self.fields["language"] = forms.ChoiceField(label="Another language", choices=choices)


class _TextField(LineField):
    """Words on one line in a language, of which something can be seen; empty: not translated."""

    def __init__(self, *, language: str, max_length: int, **options: Any) -> None:
        attributes = {"autocomplete": "off", "lang": language}
        messages = {"max_length": f"Use at most {max_length} characters."}
        super().__init__(
            required=False,
            max_length=max_length,
            widget=forms.TextInput(attrs=attributes),
            error_messages=messages,
            **options,
        )

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not shows(value, 1):
            raise forms.ValidationError("Use at least one letter or digit.")


class TranslationForm(SeenForm):
    """The heading of a section, and some of its dishes, in one language. What is left empty is shown as it is."""

    def __init__(
        self, data: Any = None, *, section: MenuSection, numbers: Sequence[int], language: str, seen: int
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.section, self.numbers, self.language = section, numbers, language
        self._add("title", section, section.title, MAX_TITLE_LENGTH)
        for number in numbers:
            dish = section.dishes[number]
            self._add(f"name_{number}", dish, dish.name, MAX_NAME_LENGTH)
            if dish.description:
                self._add(f"description_{number}", dish, dish.description, MAX_DESCRIPTION_LENGTH)

    def _add(self, name: str, part: MenuSection | MenuDish, label: str, max_length: int) -> None:
        text = text_in(part, self.language)
        self.fields[name] = _TextField(label=label, language=self.language, max_length=max_length)
        if text.language:
            self.initial[name] = text.description if name.startswith("description") else text.name

    def clean(self) -> dict[str, Any]:
        """Ask for the name of a dish whose description is translated."""
        values: dict[str, Any] = self.cleaned_data
        for number in self.numbers:
            if values.get(f"description_{number}") and not values.get(f"name_{number}"):
                self.add_error(f"name_{number}", "Write the name too.")
        return values

    def heading(self) -> Translation:
        """The section's heading, once the form is valid."""
        return Translation(self.language, self.cleaned_data["title"])

    def dishes(self) -> Iterator[tuple[int, Translation]]:
        """The dishes by their place in the section."""
        for number in self.numbers:
            description = self.cleaned_data.get(f"description_{number}", "")
            yield number, Translation(self.language, self.cleaned_data[f"name_{number}"], description)
