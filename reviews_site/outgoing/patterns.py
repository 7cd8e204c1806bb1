"""What is looked for in a text that leaves. Each finder yields the values that it finds, in one spelling.

What has a check digit or a checksum is asked for it, so that few numbers are taken for something else. Each repetition
has a bound, and no text makes the search slow.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import islice

from phonenumbers import NumberParseException, is_valid_number, parse

from reviews_site.crypto.bearer_tokens import tokens_in
from reviews_site.outgoing.canaries import is_canary


class FindingKind(StrEnum):
    """What was found, in the words of mails and pages."""

    CANARY = "canary"
    TOKEN = "API token"  # noqa: S105 - a word for people, not a token
    PRIVATE_KEY = "private key"
    EMAIL = "e-mail address"
    PHONE = "phone number"
    IBAN = "IBAN"
    DOCUMENT = "document number"


_ID = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}(?:[-_ .]{0,2}[0-9a-f]{4}){3}[-_ .]{0,2}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE
)
_PRIVATE_KEY = re.compile(
    r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY|AGE-SECRET-KEY-1[0-9A-Z]{8}|PuTTY-User-Key-File", re.IGNORECASE
)
# The part before the @ is read backwards from it: so a long word costs nothing.
_HOST = re.compile(r"@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}(?![\w-])", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.+-]{1,64}\Z")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)(?:[ ./()-]{0,2}\d){8,15}(?!\d)")
_MAX_PHONES_TRIED = 2000
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d\d(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
# How long an account number of a country is (ISO 13616).
_IBAN_LENGTHS = {
    **{"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18},
    **{"FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21},
    **{"MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24},
}
# Machine-readable zones (ICAO 9303): the second line of a passport, and the first of an identity card.
_PASSPORT = re.compile(r"([A-Z0-9<]{9})(\d)[A-Z<]{3}(\d{6})(\d)[MFX<](\d{6})(\d)", re.IGNORECASE)
_CARD = re.compile(r"(?<![A-Z0-9<])[ACI][A-Z0-9<][A-Z<]{3}([A-Z0-9<]{9})(\d)[A-Z0-9<]{15}(?![A-Z0-9<])", re.IGNORECASE)
_ZONE_WEIGHTS = (7, 3, 1)


def canaries(text: str) -> Iterator[str]:
    """Planted ids, with or without hyphens."""
    for match in _ID.finditer(text):
        found = uuid.UUID(re.sub(r"[-_ .]", "", match.group()))
        if is_canary(found):
            yield str(found)


def private_keys(text: str) -> Iterator[str]:
    """The beginnings of private keys."""
    return (match.group().upper() for match in _PRIVATE_KEY.finditer(text))


def emails(text: str) -> Iterator[str]:
    """Addresses as programs write them."""
    for match in _HOST.finditer(text):
        if local := _LOCAL.search(text[max(match.start() - 64, 0) : match.start()]):
            yield (local.group() + match.group()).lower()


def phones(text: str) -> Iterator[str]:
    """Numbers with the code of a country, as the numbering plan of that country has them."""
    for match in islice(_PHONE.finditer(text), _MAX_PHONES_TRIED):
        number = "+" + re.sub(r"\D", "", match.group()).removeprefix("00")
        try:
            is_valid = is_valid_number(parse(number))
        except NumberParseException:
            continue
        if is_valid:
            yield number


def ibans(text: str) -> Iterator[str]:
    """Account numbers whose check digits are right."""
    for match in _IBAN.finditer(text):
        bare = re.sub(r"[ -]", "", match.group()).upper()
        number = bare[: _IBAN_LENGTHS.get(bare[:2], 0)]
        if number and len(number) == _IBAN_LENGTHS[bare[:2]] and _remainder(number) == 1:
            yield number


def documents(text: str) -> Iterator[str]:
    """Numbers of documents in lines of a machine-readable zone whose check digits are right."""
    for pattern in (_PASSPORT, _CARD):
        for match in pattern.finditer(text):
            parts = [part.upper() for part in match.groups()]
            if all(_check_digit(field) == digit for field, digit in zip(parts[::2], parts[1::2], strict=True)):
                yield parts[0]


FINDERS: dict[FindingKind, Callable[[str], Iterator[str]]] = {
    FindingKind.CANARY: canaries,
    FindingKind.TOKEN: tokens_in,
    FindingKind.PRIVATE_KEY: private_keys,
    FindingKind.EMAIL: emails,
    FindingKind.PHONE: phones,
    FindingKind.IBAN: ibans,
    FindingKind.DOCUMENT: documents,
}


def _remainder(iban: str) -> int:
    """ISO 7064: the country and the check digits at the end, letters as numbers from 10 on, modulo 97."""
    return int("".join(str(int(sign, 36)) for sign in iban[4:] + iban[:4])) % 97


def _check_digit(field: str) -> str:
    values = (0 if sign == "<" else int(sign, 36) for sign in field)
    return str(sum(value * _ZONE_WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)
