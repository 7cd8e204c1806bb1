"""Finds the columns of a table by their headings, in English and German."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from restaurants.exceptions import UnreadableVisitsFile
from reviews_site.dates import possible_days

DAY, VISITORS, PURCHASES, TAKINGS = "day", "visitors", "purchases", "takings"
_HEADINGS = {
    DAY: """day date datum tag calendardate calendarday businessday businessdate businesstag geschäftstag kalendertag
    geschäftsdatum kassentag buchungstag buchungsdatum belegdatum verkaufsdatum verkaufstag abschlussdatum tagesdatum
    zdatum kassendatum rechnungsdatum umsatztag abrechnungstag
    salesdate salesday saledate orderdate transactiondate reportdate reportingdate openingdate closingdate""",
    VISITORS: """visitors visitor guests guest gäste gast besucher besuche covers cover pax persons person personen
    people customers customer kunden kundenzahl guestcount customercount covercount headcount footfall diners visits
    gästezahl gästeanzahl besucherzahl besucheranzahl personenzahl personenanzahl kundenanzahl gedecke couverts
    kuverts attendance""",
    PURCHASES: """purchases purchase bills bill billspaid bons bon bonanzahl bonzahl belege beleg belegzahl beleganzahl
    rechnungen rechnung rechnungszahl rechnungsanzahl checks check cheques receipts receipt transactions transaction
    transaktionen transaktion tickets ticket orders order invoices invoice quittungen verkäufe bestellungen
    checkcount billcount ordercount ticketcount transactioncount receiptcount""",
    TAKINGS: """takings revenue turnover sales grosssales dailysales income einnahmen umsatz umsätze bruttoumsatz
    tagesumsatz gesamtumsatz umsatzbrutto erlös erlöse tageserlös losung tageslosung""",
}
_MEANINGS = {word: meaning for meaning, words in _HEADINGS.items() for word in words.split()}
# What says how many, when or of what, and not what is counted.
_FILLERS = {
    *("anzahl", "anz", "zahl", "number", "no", "nr", "num", "of", "der", "die", "total", "gesamt", "totals", "sum"),
    *("per", "pro", "je", "the", "paid", "bezahlte", "count", "counts", "tag", "day", "daily", "served", "visit"),
}
_SAYS = {DAY: "the day", VISITORS: "the guests", PURCHASES: "the bills"}


@dataclass(frozen=True)
class Columns:
    """The position of each column that was found, by its meaning, and how many headings there are."""

    positions: dict[str, list[int]]
    headings: list[str]

    @property
    def width(self) -> int:
        """How many columns there are up to the last one with a heading."""
        return max((place + 1 for place, heading in enumerate(self.headings) if heading), default=0)

    @property
    def is_complete(self) -> bool:
        """Whether there is a day and a number of guests."""
        return {DAY, VISITORS} <= self.positions.keys()


def find_columns(headings: Sequence[str]) -> Columns:
    """The columns that a row names, if it is the row of headings."""
    positions: dict[str, list[int]] = {}
    for position, heading in enumerate(headings):
        if meaning := _meaning(heading):
            positions.setdefault(meaning, []).append(position)
    return Columns(positions, list(headings))


def only_positions(columns: Columns, rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The one position of each column. Of two headings for the day, the one above weekdays is none.

    Raises:
        UnreadableVisitsFile: two headings mean the same; names both.
    """
    found = {meaning: places for meaning, places in columns.positions.items() if not _is_doubtful(meaning, places)}
    if len(found[DAY]) > 1:
        with_days = [place for place in found[DAY] if any(possible_days(_cell(row, place)) for row in rows)]
        found[DAY] = with_days or found[DAY]
    for meaning, positions in found.items():
        if len(positions) > 1:
            first, second = (f"“{columns.headings[place]}” (column {place + 1})" for place in positions[:2])
            raise UnreadableVisitsFile(
                f"Two columns mean {_SAYS[meaning]}: {first} and {second}. Delete or rename one of them and upload the "
                "file again. Nothing was saved."
            )
    return {meaning: positions[0] for meaning, positions in found.items()}


def takings_remark(columns: Columns) -> str:
    """That no takings were read because several columns may be meant; empty where one is, or none."""
    places = columns.positions.get(TAKINGS, [])
    if not _is_doubtful(TAKINGS, places):
        return ""
    names = " and ".join(f"“{columns.headings[place]}”" for place in places[:2])
    return f"No takings were read: {names} may both be meant. Delete or rename one of them to have them read."


def _is_doubtful(meaning: str, places: Sequence[int]) -> bool:
    """Tills export several amounts of money. Guests can be read without them."""
    return meaning == TAKINGS and len(places) > 1


def missing_sentence(columns: Columns | None) -> str:
    """What the table lacks, and how to name it."""
    if columns and VISITORS not in columns.positions:
        name = columns.headings[columns.positions[DAY][0]]
        return (
            f"There is a column of days, “{name}”, and none of guests. Name that column “visitors”, “guests” or "
            "“Gäste”, and upload the file again."
        )
    if columns:
        name = columns.headings[columns.positions[VISITORS][0]]
        return (
            f"There is a column of guests, “{name}”, and none of days. Name that column “day”, “date” or “Datum”, and "
            "upload the file again."
        )
    return (
        f"The file has no line that names the columns. Write {DAY}, {VISITORS} and, if you count bills, {PURCHASES} "
        "above the numbers, and upload it again."
    )


def _meaning(heading: str) -> str:
    if len(heading) > 60:
        return ""
    plain = re.sub(r"\(.*?\)|\[.*?\]", " ", unicodedata.normalize("NFKC", heading).casefold())
    words = re.findall(r"[^\W\d_]+", plain.replace("ae", "ä"))
    for candidate in ("".join(words), "".join(word for word in words if word not in _FILLERS)):
        if candidate in _MEANINGS:
            return _MEANINGS[candidate]
    return ""


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
