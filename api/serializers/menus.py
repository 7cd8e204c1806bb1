"""The menu that a restaurant's team is writing, as programs read and send it."""

from typing import Any

from rest_framework import serializers

from api.serializers.inputs import Input, WholeNumber
from api.serializers.output import Output
from api.serializers.restaurants import MenuDocument, sections_of
from restaurants.menu_forms import DIETS, SEASONAL
from restaurants.menus.allergens import ALLERGENS
from restaurants.menus.content import (
    MAX_DESCRIPTION_LENGTH,
    MAX_DISHES,
    MAX_NAME_LENGTH,
    MAX_SECTIONS,
    MAX_TITLE_LENGTH,
    MenuContent,
    MenuDish,
    MenuSection,
    Translation,
    rows_of,
)
from restaurants.menus.languages import LANGUAGES
from restaurants.menus.prices import CURRENCIES
from restaurants.selectors.menus import WrittenMenu
from reviews_site.texts import shows, tidy

_LANGUAGES = [(code, code) for code in LANGUAGES]
_PRICE = r"^(\d{1,7}\.\d\d)?$"
_ALLERGENS = f"^[{''.join(ALLERGENS)}]{{0,{len(ALLERGENS)}}}$"


class LineInput(serializers.CharField):
    """Words on one line, as a field of a page takes them; `required` ones with something to be seen."""

    def to_internal_value(self, data: Any) -> str:
        """The words with single spaces between them."""
        if not isinstance(data, str):
            self.fail("invalid")
        line = " ".join(tidy(super().to_internal_value(data)).split())
        if not self.allow_blank and not shows(line, 1):
            raise serializers.ValidationError("Use at least one letter or digit.")
        return line


class PatternInput(serializers.RegexField):
    """A text of one form, and no number."""

    def to_internal_value(self, data: Any) -> str:
        """The text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class DishTranslationInput(Input):
    language = serializers.ChoiceField(choices=_LANGUAGES)
    name = LineInput(max_length=MAX_NAME_LENGTH)
    description = LineInput(max_length=MAX_DESCRIPTION_LENGTH, allow_blank=True, default="")


class TitleTranslationInput(Input):
    language = serializers.ChoiceField(choices=_LANGUAGES)
    title = LineInput(max_length=MAX_TITLE_LENGTH)


class TranslationsInput(serializers.ListField):
    """Texts in other languages, each language once."""

    def to_internal_value(self, data: Any) -> list[dict[str, str]]:
        """The texts in the order of their languages."""
        found: list[dict[str, str]] = super().to_internal_value(data)
        if len({each["language"] for each in found}) < len(found):
            raise serializers.ValidationError("A language is named twice.")
        return sorted(found, key=lambda each: each["language"])


class DishInput(Input):
    name = LineInput(max_length=MAX_NAME_LENGTH)
    price = PatternInput(_PRICE, allow_blank=True, default="", help_text="with two decimals, such as 8.50, or empty")
    description = LineInput(max_length=MAX_DESCRIPTION_LENGTH, allow_blank=True, default="")
    allergens = PatternInput(
        _ALLERGENS, allow_blank=True, default="", help_text="letters of the EU's allergens, A to R"
    )
    diet = serializers.ChoiceField(choices=DIETS, default="")
    season = serializers.ChoiceField(choices=[("", "always"), (SEASONAL, "at some times")], default="")
    not_on = serializers.DateField(allow_null=True, default=None, help_text="the one day on which it is sold out")
    translations = TranslationsInput(child=DishTranslationInput(), max_length=len(LANGUAGES), default=list)


class SectionInput(Input):
    title = LineInput(max_length=MAX_TITLE_LENGTH)
    dishes = serializers.ListField(child=DishInput(), max_length=MAX_DISHES)
    translations = TranslationsInput(child=TitleTranslationInput(), max_length=len(LANGUAGES), default=list)


class MenuInput(Input):
    """The whole menu, in the place of the draft that there was."""

    currency = serializers.ChoiceField(choices=[(code, code) for code in CURRENCIES])
    price_level = WholeNumber(min_value=1, max_value=4)
    language = PatternInput(
        r"^([a-z]{2,3})?$", allow_blank=True, default="", help_text="ISO 639-1; empty: to be guessed from the dishes"
    )
    sections = serializers.ListField(child=SectionInput(), max_length=MAX_SECTIONS)

    def content(self) -> MenuContent:
        """The menu as the action takes it."""
        values = self.validated_data
        sections = tuple(
            MenuSection(
                section["title"],
                tuple(_dish(dish) for dish in section["dishes"]),
                tuple(Translation(each["language"], each["title"]) for each in section["translations"]),
            )
            for section in values["sections"]
        )
        return MenuContent(sections, values["currency"], values["language"], values["price_level"])


def _dish(values: dict[str, Any]) -> MenuDish:
    day = values["not_on"]
    allergens = "".join(sorted(set(values["allergens"])))
    translations = tuple(Translation(**each) for each in values["translations"])
    changed = {"allergens": allergens, "not_on": day.isoformat() if day else "", "translations": translations}
    return MenuDish(**{**values, **changed})


class MenuDraftDocument(MenuDocument):
    """The draft of a menu; where nobody has begun one, the published menu."""

    version = serializers.IntegerField(help_text="one more by each change; 0: there is no draft yet")
    is_published = serializers.BooleanField(help_text="whether guests see it as it is")

    def to_representation(self, instance: WrittenMenu) -> dict[str, Any]:
        content = instance.content
        return {
            "price_level": content.price_level,
            "currency": content.currency,
            "language": content.language,
            "sections": sections_of(rows_of(content.sections)),
            "version": instance.version,
            "is_published": instance.is_published,
        }


class PublishedMenu(Output):
    version = serializers.IntegerField(help_text="of the menu that guests see now")
