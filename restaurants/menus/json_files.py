"""Menus as JSON: `{"currency", "sections": [{"title", "dishes": [{"name", "price", …}]}]}`."""

import json
from collections.abc import Iterator
from typing import Any

from restaurants.exceptions import UnreadableMenu
from restaurants.menus.content import MenuContent, rows_of
from restaurants.menus.imports import MenuRow

_SHAPE = 'Write it as {"sections": [{"title": "Starters", "dishes": [{"name": "Soup", "price": "4.20"}]}]}.'


def write_json(content: MenuContent) -> str:
    """The menu with its currency and language. What is sold out today is not a property of a menu."""
    sections = [
        {
            **section,
            "dishes": [{name: value for name, value in dish.items() if name != "not_on"} for dish in section["dishes"]],
        }
        for section in rows_of(content.sections)
    ]
    document = {"currency": content.currency, "language": content.language, "sections": sections}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def read_json(content: bytes) -> list[MenuRow]:
    """The dishes of a document.

    Raises:
        UnreadableMenu: it is no JSON, or of another shape.
    """
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise UnreadableMenu(f"This is no JSON. {_SHAPE}") from None
    sections = document.get("sections") if isinstance(document, dict) else document
    if not isinstance(sections, list) or not sections:
        raise UnreadableMenu(f"The document has no list of sections. {_SHAPE}")
    return [row for number, section in enumerate(sections, 1) for row in _rows(section, f"section {number}")]


def _rows(section: Any, place: str) -> Iterator[MenuRow]:
    dishes = section.get("dishes") if isinstance(section, dict) else None
    if not isinstance(dishes, list):
        raise UnreadableMenu(f"{place.capitalize()} has no list of dishes. {_SHAPE}")
    for number, dish in enumerate(dishes, 1):
        fields = dish if isinstance(dish, dict) else {}
        yield MenuRow(
            place=f"{place}, dish {number}",
            section=_text(section.get("title")),
            availability=_text(fields.get("season") or fields.get("availability")),
            translations=_translations(section, fields),
            **{name: _text(fields.get(name)) for name in ("name", "price", "description", "allergens", "diet")},
        )


def _translations(section: Any, dish: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What heading and dish say in other languages, by language."""
    found: dict[str, dict[str, str]] = {}
    for part, names in ((section, {"section": "title"}), (dish, {"name": "name", "description": "description"})):
        translations = part.get("translations")
        for language, texts in (translations if isinstance(translations, dict) else {}).items():
            fields = texts if isinstance(texts, dict) else {}
            found.setdefault(language, {}).update({meaning: _text(fields.get(name)) for meaning, name in names.items()})
    return found


def _text(value: Any) -> str:
    """A value as people would type it: a list as its parts, and what has no text as nothing."""
    parts = value if isinstance(value, list) else [value]
    return ", ".join(str(part) for part in parts if isinstance(part, str | int | float) and not isinstance(part, bool))
