"""The canonical form of a document, so that the same document always gives the same digest."""

import re
import unicodedata

from accounts.exceptions import UnreadableDocument

_PATTERNS = {
    "country": re.compile(r"[A-Z]{2}"),
    "type": re.compile(r"[a-z_]{2,30}"),
    "number": re.compile(r"[A-Z0-9]{4,24}"),
}
_SEPARATORS = re.compile(r"[\s\-\u2010-\u2015./]+")
# ICAO 9303 warns of letters and digits that look alike. Only this pair is so alike in print that one person types the
# same document in both ways. A further pair would make two people's numbers the same.
_LOOKALIKES = str.maketrans({"O": "0"})


def canonical_form(country: str, document_type: str, number: str) -> bytes:
    """`country|type|number` as bytes: NFKC, upper case, without spaces and hyphens, the letter O as the digit 0.

    Raises:
        UnreadableDocument: one of them can't be a document's. The message holds no value.
    """
    values = {
        "country": _normalize(country),
        "type": unicodedata.normalize("NFKC", document_type).strip().lower(),
        "number": _normalize(number).translate(_LOOKALIKES),
    }
    for name, value in values.items():
        if not _PATTERNS[name].fullmatch(value):
            raise UnreadableDocument(f"This can't be a document's {name}.")
    return "|".join(values.values()).encode()


def _normalize(value: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", value).upper())
