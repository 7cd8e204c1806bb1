"""Brings what a provider says of a document into one form, so that the same document gives the same digest. Pure."""

import re
import unicodedata

from accounts.exceptions import UnreadableDocument

COUNTRY = re.compile(r"[A-Z]{2}")
KIND = re.compile(r"[a-z_]{2,30}")
NUMBER = re.compile(r"[A-Z0-9]{4,24}")
SEPARATORS = re.compile(r"[\s\-\u2010-\u2015./]+")

# ICAO 9303 warns of letters and digits that are taken for each other. Only this pair is so alike in print that the same
# person types the same document in both ways; any further pair would make two people's numbers one.
LOOK_ALIKES = str.maketrans({"O": "0"})


def canonical(country: str, kind: str, number: str) -> bytes:
    """`country|kind|number` as bytes: NFKC, upper case, without spaces and hyphens, the letter O as the digit 0.

    Raises:
        UnreadableDocument: one of the three is not of the shape that documents have. The message holds no value.
    """
    country = _plain(country)
    kind = unicodedata.normalize("NFKC", kind).strip().lower()
    number = _plain(number).translate(LOOK_ALIKES)
    for name, pattern, value in (("country", COUNTRY, country), ("type", KIND, kind), ("number", NUMBER, number)):
        if not pattern.fullmatch(value):
            raise UnreadableDocument(f"The document's {name} is not of the shape that documents have.")
    return f"{country}|{kind}|{number}".encode()


def _plain(value: str) -> str:
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", value).upper())
