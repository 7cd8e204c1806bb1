"""Ways to reach somebody in a text: e-mail addresses, links, phone numbers. Patterns, and no lists of anybody.

Every repetition in a pattern has a bound or gives nothing back, so that no text makes the search slow.
"""

import re
from collections.abc import Iterable, Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from reviews_site.redaction.folding import as_ascii, fold
from reviews_site.redaction.spelled_numbers import spelled_numbers

Span = tuple[int, int]

_ENDINGS = "com|net|org|info|io|eu|de|at|ch|li|fr|nl|uk|pl|cz|hu|app|dev|biz|shop|wien|tirol|gmbh|online|xyz|tv"
# An ending in small letters, or all in capitals: in "lekker.De bediening" somebody forgot a space.
_ENDING = rf"(?:{_ENDINGS}|(?<=[A-Z]\.)(?:{_ENDINGS.upper()}))\b"
_AT = r"(?:\s?@{1,3}\s?|\s?[(\[{<]\s?(?i:at|ät|@|bei)\s?[)\]}>]\s?)"
_AT_WORD = r"\s(?i:at|ät|arroba|chiocciola|arobase|klammeraffe|affenschwanz|apenstaartje)\s"
_DOT_WORD = r"(?:\s?[(\[{<]\s?(?i:dot|punkt|punto|point|punt|\.)\s?[)\]}>]\s?|\s(?i:dot|punkt|punto|point|punt)\s)"
_LABEL = r"[\w-]{1,63}+"
# Lengths are bounded, after RFC 1035 and 5321.
_LOCAL = rf"[^\s@<>()\[\],;:\"\\]{{1,64}}(?:{_DOT_WORD}[\w.+-]{{1,64}}+){{0,3}}"
_DOT = rf"(?:\.|\s?\.\s?(?={_ENDING})|{_DOT_WORD})"
_EMAIL = re.compile(
    rf"{_LOCAL}(?:{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{1,8}}"
    rf"|{_AT_WORD}{_LABEL}(?:\.{_LABEL}){{0,3}}(?:{_DOT_WORD}{_LABEL}(?:\.{_LABEL}){{0,3}}){{1,4}}"
    rf"|(?:{_AT}|{_AT_WORD})(?i:gmail|googlemail|gmx|outlook|hotmail|yahoo|icloud|protonmail|proton|aol|aon|chello)\b"
    rf"(?:\.{_ENDING})?)"
)
_LINK = re.compile(
    r"(?i:https?://|www\.)[^\s<>\"']++"
    rf"|\b{_LABEL}(?:\.{_LABEL}){{0,4}}\.(?<=\w\.){_ENDING}(?:/\S*+)?"
    rf"|\b{_LABEL}(?:\.{_LABEL}){{0,4}}\.[a-z]{{2,6}}/\S++"
    rf"|\b{_LABEL}(?:{_DOT_WORD}{_LABEL}){{0,4}}{_DOT_WORD}{_ENDING}"
)
# From here on only digits count. What begins like a number that is dialled is one, if it has 7 to 15 (ITU-T E.164).
_DIALLED = re.compile(r"(?<![\d,])(?<!\d[.:])(?:\+|\(\+?0|0)[ (]{0,2}\d?(?:[ \n.\-/()_*|~'’]{0,3}\d){6,14}(?!\d)")
_MANY_DIGITS = re.compile(r"\d(?:[ \n.\-/()_*|~'’]{0,3}\d){6}")
# Where guests and restaurants are from: numbers as they are written there. Others begin with a plus, and are found.
_REGIONS = ("AT", "DE", "CH", "IT", "FR", "ES", "NL", "GB", "US", "IN")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:{_YEAR}[-./]{_MONTH}[-./]{_DAY}|{_DAY}[-./]{_DAY}[-./]{_YEAR}|{_DAY}\.\s?{_MONTH}\.(?:\s?{_YEAR}|\d\d)?)"
    r"(?:(?:[ T]|, )\d\d?:\d\d)?(?![-./]?\d)"
)


def redact_contact_details(text: str) -> str:
    """The text, folded, with `[email]`, `[link]` and `[phone]` in the place of addresses, links and phone numbers."""
    folded = fold(text)
    for label, find in (("[email]", _emails), ("[link]", _links), ("[phone]", spelled_numbers), ("[phone]", _phones)):
        folded = _replace(folded, find(folded), label)
    return folded


def _replace(text: str, spans: Iterable[Span], label: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [text[at:start], label]
            at = end
    return "".join([*parts, text[at:]])


def _emails(text: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(as_ascii(text)))


def _links(text: str) -> Iterator[Span]:
    return (match.span() for match in _LINK.finditer(as_ascii(text)))


def _phones(text: str) -> Iterator[Span]:
    undated = _DATE.sub(lambda date: "_" * len(date.group()), text)
    if not _MANY_DIGITS.search(undated):
        return iter(())
    spans = {match.span() for match in _DIALLED.finditer(undated)}
    for region in _REGIONS:
        spans |= {(match.start, match.end) for match in PhoneNumberMatcher(undated, region, Leniency.VALID)}
    return iter(sorted(spans))
