"""Menus as CSV: written for spreadsheets, and read back as people save them there."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from restaurants.csv_cells import guard_cell, unguard_cell
from restaurants.exceptions import UnreadableMenu, UnreadableVisitsFile
from restaurants.menus.content import MenuContent, MenuDish, MenuSection, text_in
from restaurants.menus.imports import MAX_ROWS, MenuRow
from restaurants.menus.languages import LANGUAGES
from restaurants.visits_files.tables import Table
from restaurants.visits_files.text_tables import tables

COLUMNS = ("section", "name", "price", "description", "allergens", "diet", "availability")
_HEADINGS = {
    "section": "section heading category group kategorie gruppe abschnitt überschrift",
    "name": "name dish item title gericht speise bezeichnung artikel",
    "price": "price preis amount betrag",
    "description": "description details text beschreibung beilage",
    "allergens": "allergens allergen allergene",
    "diet": "diet diets ernährung kost",
    "availability": "availability available verfügbarkeit verfügbar",
}
_MEANINGS = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split()}
# A column of texts in another language, such as `name:en` or `Name (en)`.
TRANSLATED = ("section", "name", "description")
_IN_LANGUAGE = re.compile(r"(.+?)[ :_(]+([a-z]{2})\)?")


def write_csv(content: MenuContent) -> str:
    """A line for each dish, with columns for each language. It begins with a mark: spreadsheets read it as UTF-8."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    languages = [code for code in content.languages if code != content.language]
    writer.writerow([*COLUMNS, *(f"{name}:{code}" for code in languages for name in TRANSLATED)])
    for section in content.sections:
        for dish in section.dishes:
            values = (section.title, dish.name, dish.price, dish.description, dish.allergens, dish.diet, dish.season)
            texts = [text for code in languages for text in _texts_in(section, dish, code)]
            writer.writerow(map(guard_cell, (*values, *texts)))
    return out.getvalue()


def _texts_in(section: MenuSection, dish: MenuDish, language: str) -> tuple[str, str, str]:
    """Heading, name and description in a language; empty where they are not translated."""
    heading, text = text_in(section, language), text_in(dish, language)
    return heading.name if heading.language else "", *((text.name, text.description) if text.language else ("", ""))


def read_csv(content: bytes) -> list[MenuRow]:
    """The rows of a table whose first row has headings, in English or German.

    Raises:
        UnreadableMenu: there is no column of dishes.
    """
    try:
        for table in tables(content):
            found = _read(table)
            if found is not None:
                return found
    except UnreadableVisitsFile as problem:
        raise UnreadableMenu(str(problem)) from None
    raise UnreadableMenu(
        f"No column of dishes was found. Put headings into the first row, such as {', '.join(COLUMNS)}."
    )


def _read(table: Table) -> list[MenuRow] | None:
    """The rows of a table, or None where its first row has no heading of a dish's name."""
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        return None
    meanings = [_meaning(cell.strip(" .:").casefold()) for cell in first.cells]
    if "name" not in meanings:
        return None
    found: list[MenuRow] = []
    for row in rows:
        if len(found) > MAX_ROWS:
            raise UnreadableMenu(f"The table has more than {MAX_ROWS:,} rows. Send it in parts.")
        found.append(_row(row.place, dict(_values(meanings, row.cells))))
    return found


def _meaning(heading: str) -> str:
    """What a column holds, such as `name`, or `name:en` of one in another language; empty: not known."""
    if heading in _MEANINGS:
        return _MEANINGS[heading]
    if (found := _IN_LANGUAGE.fullmatch(heading)) and found[2] in LANGUAGES:
        meaning = _MEANINGS.get(found[1])
        return f"{meaning}:{found[2]}" if meaning in TRANSLATED else ""
    return ""


def _row(place: str, values: dict[str, str]) -> MenuRow:
    translations: dict[str, dict[str, str]] = {}
    for meaning, value in values.items():
        name, _, language = meaning.partition(":")
        if language:
            translations.setdefault(language, {})[name] = value
    own = {meaning: value for meaning, value in values.items() if ":" not in meaning}
    return MenuRow(place, **own, translations=translations)


def _values(meanings: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells by what they mean; of two columns with one meaning the first counts."""
    seen = set[str]()
    for meaning, cell in zip(meanings, cells, strict=False):
        if meaning and meaning not in seen:
            seen.add(meaning)
            yield meaning, unguard_cell(cell)
