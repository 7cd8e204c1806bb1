"""Menus as CSV: written for spreadsheets, and read back as people save them there."""

import csv
import io
from collections.abc import Iterator, Sequence

from restaurants.csv_cells import guard_cell, unguard_cell
from restaurants.exceptions import UnreadableMenu, UnreadableVisitsFile
from restaurants.menus.content import MenuContent
from restaurants.menus.imports import MAX_ROWS, MenuRow
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


def write_csv(content: MenuContent) -> str:
    """A line for each dish. It begins with a mark by which spreadsheets read it as UTF-8."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for section in content.sections:
        for dish in section.dishes:
            values = (section.title, dish.name, dish.price, dish.description, dish.allergens, dish.diet, dish.season)
            writer.writerow(map(guard_cell, values))
    return out.getvalue()


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
    meanings = [_MEANINGS.get(cell.strip(" .:").casefold(), "") for cell in first.cells]
    if "name" not in meanings:
        return None
    found: list[MenuRow] = []
    for row in rows:
        if len(found) > MAX_ROWS:
            raise UnreadableMenu(f"The table has more than {MAX_ROWS:,} rows. Send it in parts.")
        found.append(MenuRow(row.place, **dict(_values(meanings, row.cells))))
    return found


def _values(meanings: Sequence[str], cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells by what they mean; of two columns with one meaning the first counts."""
    seen = set[str]()
    for meaning, cell in zip(meanings, cells, strict=False):
        if meaning and meaning not in seen:
            seen.add(meaning)
            yield meaning, unguard_cell(cell)
