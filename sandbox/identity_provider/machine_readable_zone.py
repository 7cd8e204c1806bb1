"""Machine-readable zones after ICAO Doc 9303: passports (TD3, part 4) and cards (TD1 and TD2, parts 5 and 6).

Check digits (part 3, section 4.9) are what catches a misreading. Letters and digits that look alike are corrected where
a field can hold only one of the two; in a document's number, which can hold both, O and 0 alone, and only if of the
readings that fit all check digits one changes fewer signs than any other. Pure: no clock, no I/O.
"""

import html
import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sandbox.identity_provider.zone_dates import FILLER, NoDate, earliest_end, latest_birth

WEIGHTS = (7, 3, 1)
_TO_DIGIT = str.maketrans("OQDILBSZG", "000118526")
_TO_LETTER = str.maketrans("01825", "OIBZS")
# What one sign may have been read for, in a field that holds letters and digits. No other pair: the check digit is one
# of ten, and with more to choose from a wrong number would fit it too.
_EITHER = {"O": "O0", "0": "0O"}
_MAX_DOUBTFUL = 6
_SIGNS = re.compile(r"[A-Z0-9<]+")
# What programs that read pictures, and phones' keyboards, write for fillers.
_FILLERS = str.maketrans({"\u00ab": "<<", "\u2039": "<", "\u3008": "<", "\u27e8": "<"})
_NO_DOCUMENTS = {
    "V": "This is the zone of a visa. Use a passport or an identity card.",
    "AC": "This is the zone of a crew member's certificate. Use a passport or an identity card.",
    "IDFRA": "French cards with two lines have a zone of their own. Leave it empty, and fill in the fields below.",
}
# Transliterations that part 3, section 6 recommends and that taking off accents does not give.
_TRANSLITERATIONS = str.maketrans(
    {"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Æ": "AE", "Ø": "OE", "Œ": "OE", "Þ": "TH"}
    | dict(zip("ÐĐŁĦŦŊ", "DDLHTN", strict=True))
    | {"'": "", "\u2019": "", ",": "", "-": FILLER, " ": FILLER}
)


class UnreadableZone(Exception):
    """The lines are no zone, or a check digit does not fit. The message says which field to look at again."""


@dataclass(frozen=True)
class Zone:
    """What a zone says. `country` and `nationality` are as printed: three letters, or D for Germany.

    Attributes:
        born_on: the last day that it can have been; None where the year is unknown.
        expires_on: None where the card has no end.
    """

    kind: str
    country: str
    number: str = field(repr=False)
    nationality: str
    born_on: date | None = field(repr=False)
    expires_on: date | None
    name: str = field(repr=False)


@dataclass(frozen=True)
class _Layout:
    """Where the fields stand: line and columns. `composite` is what the last check digit is taken over."""

    kind: str
    length: int
    country: tuple[int, int, int]
    number: tuple[int, int, int]
    optional: tuple[int, int, int]
    birth: tuple[int, int, int]
    expiry: tuple[int, int, int]
    nationality: tuple[int, int, int]
    name: tuple[int, int, int]
    composite: tuple[tuple[int, int, int], ...]
    composite_digit: tuple[int, int]


_TD3 = _Layout(
    "passport", 44, (0, 2, 5), (1, 0, 9), (1, 28, 42), (1, 13, 19), (1, 21, 27), (1, 10, 13), (0, 5, 44),
    ((1, 0, 10), (1, 13, 20), (1, 21, 43)), (1, 43),
)  # fmt: skip
_TD1 = _Layout(
    "identity_card", 30, (0, 2, 5), (0, 5, 14), (0, 15, 30), (1, 0, 6), (1, 8, 14), (1, 15, 18), (2, 0, 30),
    ((0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)), (1, 29),
)  # fmt: skip
_TD2 = _Layout(
    "identity_card", 36, (0, 2, 5), (1, 0, 9), (1, 28, 35), (1, 13, 19), (1, 21, 27), (1, 10, 13), (0, 5, 36),
    ((1, 0, 10), (1, 13, 20), (1, 21, 35)), (1, 35),
)  # fmt: skip
_LAYOUTS = ((_TD3, 2), (_TD1, 3), (_TD2, 2))


def read_zone(text: str, *, today: date) -> Zone:
    """The zone that somebody typed or scanned: two lines of 44 or 36 signs, or three of 30, or all signs in one line.

    Args:
        today: decides the century of two-digit years. A birth lies in the past; an expiry at most 50 years ahead.

    Raises:
        UnreadableZone: with the field to look at again.
    """
    lines = _lines(text)
    layout = _layout(lines)
    for where in (layout.birth, layout.expiry):
        _dates_are_digits(lines, where)
    _number_fits(lines, layout)
    country = _letter_values(lines, layout.country)
    try:
        born_on = latest_birth(_cut(lines, layout.birth), today=today)
    except NoDate:
        raise UnreadableZone("The date of birth is no date. It has to be year, month, day: 310530.") from None
    return Zone(
        kind="residence_permit" if layout is not _TD3 and lines[0][1] == "R" else layout.kind,
        country=country,
        number=_whole_number(lines, layout),
        nationality=_letter_values(lines, layout.nationality),
        born_on=born_on,
        expires_on=_expiry(lines, layout, country, today),
        name=_cut(lines, layout.name).translate(_TO_LETTER).replace(FILLER, " ").strip(),
    )


def age_on(born_on: date, *, on: date) -> int:
    """Full years between two days."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def check_digit(text: str) -> str:
    """The check digit of a field: signs weighted 7, 3, 1, modulo 10; A is 10, Z is 35, the filler nothing."""
    values = (0 if sign == FILLER else int(sign, 36) for sign in text)
    return str(sum(value * weight for value, weight in zip(values, itertools.cycle(WEIGHTS), strict=False)) % 10)


def _lines(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", html.unescape(text)).translate(_FILLERS).upper()
    lines = ["".join(line.split()) for line in text.strip().splitlines() if line.strip()]
    if len(lines) != 1:
        return lines
    # Fields of one line, and some phones, take the line breaks out.
    whole = lines[0]
    length = next((one.length for one, count in _LAYOUTS if len(whole) == one.length * count), len(whole))
    return [whole[at : at + length] for at in range(0, len(whole), length)]


def _layout(lines: list[str]) -> _Layout:
    for layout, count in _LAYOUTS:
        if len(lines) == count and all(len(line) == layout.length for line in lines):
            break
    else:
        raise UnreadableZone(
            "A zone has two lines of 44 signs (passports), or two of 36 or three of 30 (cards). Type all of them."
        )
    for line in lines:
        if not _SIGNS.fullmatch(line):
            raise UnreadableZone("A zone holds only letters, digits and the sign <. Look at each line again.")
    for beginning, reason in _NO_DOCUMENTS.items():
        if lines[0].startswith(beginning) and (beginning != "IDFRA" or layout is _TD2):
            raise UnreadableZone(reason)
    if layout is _TD3 and not lines[0].startswith("P"):
        raise UnreadableZone("The first line of a passport begins with P.")
    if layout is not _TD3 and lines[0][0] not in "ACI":
        raise UnreadableZone("The first line of a card begins with I, A or C.")
    return layout


def _cut(lines: list[str], where: tuple[int, int, int]) -> str:
    line, start, end = where
    return lines[line][start:end]


def _put(lines: list[str], line: int, start: int, text: str) -> None:
    lines[line] = lines[line][:start] + text + lines[line][start + len(text) :]


def _dates_are_digits(lines: list[str], where: tuple[int, int, int]) -> None:
    line, start, end = where
    _put(lines, line, start, lines[line][start : end + 1].translate(_TO_DIGIT))


def _letter_values(lines: list[str], where: tuple[int, int, int]) -> str:
    return _cut(lines, where).translate(_TO_LETTER).rstrip(FILLER)


def _number_fits(lines: list[str], layout: _Layout) -> None:
    """Correct the number in place, if one reading of its doubtful signs fits every check digit with fewest changes."""
    line, start, end = layout.number
    digit_line, digit_at = layout.composite_digit
    _put(lines, digit_line, digit_at, lines[digit_line][digit_at].translate(_TO_DIGIT))
    _dates_fit(lines, layout)
    field_text, checked_by = lines[line][start:end], lines[line][end].translate(_TO_DIGIT)
    fitting: dict[int, list[str]] = {}
    for reading in _readings(field_text):
        _put(lines, line, start, reading + checked_by)
        if _number_checks(lines, layout) and _composite(lines, layout) == lines[digit_line][digit_at]:
            changes = sum(one != other for one, other in zip(reading, field_text, strict=True))
            fitting.setdefault(changes, []).append(reading)
    nearest = fitting[min(fitting)] if fitting else []
    if len(nearest) != 1:
        raise UnreadableZone("The check digits of the number do not fit. Look at the number again, and at O and 0.")
    _put(lines, line, start, nearest[0] + checked_by)


def _number_checks(lines: list[str], layout: _Layout) -> bool:
    line, _, end = layout.number
    if layout is _TD3 or lines[line][end] != FILLER:
        return check_digit(_cut(lines, layout.number)) == lines[line][end]
    whole, digit = _long_number(lines, layout)
    return bool(digit) and check_digit(whole) == digit


def _dates_fit(lines: list[str], layout: _Layout) -> None:
    for name, where in (("date of birth", layout.birth), ("date of expiry", layout.expiry)):
        line, _, end = where
        text, digit = _cut(lines, where), lines[line][end]
        # A field of fillers alone has the digit 0, or a filler in its place.
        if check_digit(text) != digit and (digit != FILLER or text.strip(FILLER)):
            raise UnreadableZone(f"The check digit of the {name} does not fit. Look at its six digits again.")


def _readings(text: str) -> list[str]:
    doubtful = [at for at, sign in enumerate(text) if sign in _EITHER][:_MAX_DOUBTFUL]
    choices = [_EITHER[sign] if at in doubtful else sign for at, sign in enumerate(text)]
    return ["".join(reading) for reading in itertools.product(*choices)]


def _composite(lines: list[str], layout: _Layout) -> str:
    return check_digit("".join(_cut(lines, where) for where in layout.composite))


def _long_number(lines: list[str], layout: _Layout) -> tuple[str, str]:
    """A card's number of more than nine signs goes on in the optional field, whose first part ends with its digit."""
    rest = _cut(lines, layout.optional).split(FILLER, 1)[0]
    return _cut(lines, layout.number) + rest[:-1], rest[-1:]


def _whole_number(lines: list[str], layout: _Layout) -> str:
    line, _, end = layout.number
    goes_on = layout is not _TD3 and lines[line][end] == FILLER
    text = _long_number(lines, layout)[0] if goes_on else _cut(lines, layout.number)
    number = text.rstrip(FILLER).replace(FILLER, "")
    if len(number) < 4:
        raise UnreadableZone("The document's number is missing. Look at it again.")
    return number


def _expiry(lines: list[str], layout: _Layout, country: str, today: date) -> date | None:
    try:
        return earliest_end(_cut(lines, layout.expiry), issuer=country, is_card=layout is not _TD3, today=today)
    except NoDate:
        raise UnreadableZone("The date of expiry is no date. It has to be year, month, day: 310530.") from None


def format_zone(zone: Zone) -> str:
    """The lines as they would stand on the document: the other way round, for examples and tests."""
    name, born, expires = _printed_name(zone.name), _printed_date(zone.born_on), _printed_date(zone.expires_on)
    number = zone.number.ljust(9, FILLER)
    if zone.kind == _TD3.kind:
        start = number + check_digit(number) + zone.nationality.ljust(3, FILLER) + born
        line = f"{start}<{expires}{FILLER * 14}<"
        first = f"P<{zone.country.ljust(3, FILLER)}{name}".ljust(44, FILLER)[:44]
        return f"{first}\n{line}{check_digit(line[:10] + line[13:20] + line[21:43])}"
    code = "ID" if zone.kind == _TD1.kind else "IR"
    first = f"{code}{zone.country.ljust(3, FILLER)}{number}{check_digit(number)}".ljust(30, FILLER)
    second = f"{born}<{expires}{zone.nationality.ljust(3, FILLER)}".ljust(29, FILLER)
    last = check_digit(first[5:] + second[:7] + second[8:15] + second[18:29])
    return f"{first}\n{second}{last}\n{name.ljust(30, FILLER)[:30]}"


def _printed_date(day: date | None) -> str:
    text = f"{day:%y%m%d}" if day else FILLER * 6
    return text + check_digit(text)


def _printed_name(name: str) -> str:
    letters = unicodedata.normalize("NFC", name).upper().translate(_TRANSLITERATIONS)
    return unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()


def example_zones(today: date) -> dict[str, str]:
    """Zones of invented people, by what becomes of them: to be copied into the form."""
    later, before = today.replace(year=today.year + 5, day=1), today.replace(year=today.year - 1, day=1)
    people = {
        "A passport, confirmed": Zone("passport", "AUT", "U1234567", "AUT", date(1984, 3, 9), later, "Reiher  Ada"),
        "A card, confirmed": Zone("identity_card", "D", "L01X00T47", "D", date(1990, 8, 12), later, "Muster  Max"),
        "A card without an end, confirmed": Zone(
            "identity_card", "ESP", "BAA000589", "ESP", date(1951, 7, 3), None, "Garza  Eva"
        ),
        "An expired passport": Zone("passport", "ITA", "YA1234567", "ITA", date(1979, 1, 31), before, "Rossi  Lia"),
        "A child": Zone(
            "passport", "AUT", "U7654321", "AUT", later.replace(year=today.year - 10), later, "Reiher  Ben"
        ),
    }
    return {says: format_zone(zone) for says, zone in people.items()}
