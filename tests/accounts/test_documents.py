"""The same document, however it is written, is the same bytes; what is no document is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.exceptions import UnreadableDocument
from accounts.identity.documents import canonical_form


@pytest.mark.parametrize(
    "number", ["P1234567", "p1234567", " P 123 4567 ", "P-1234-567", "P\u20111234567", "\uff301234567", "P.123/4567"]
)
def test_the_same_number_in_other_writing_is_the_same(number: str) -> None:
    assert canonical_form("AT", "passport", number) == b"AT|passport|P1234567"


def test_the_letter_o_and_the_digit_0_are_one() -> None:
    assert canonical_form("AT", "passport", "PO12O4") == canonical_form("at", "passport", "P01204")


@pytest.mark.parametrize("kind", ["passport", " Passport ", "PASSPORT", "\uff50assport"])
def test_the_same_type_in_other_writing_is_the_same(kind: str) -> None:
    assert canonical_form("AT", kind, "P1234567") == b"AT|passport|P1234567"


def test_country_and_type_distinguish_documents() -> None:
    kinds = [("AT", "passport"), ("DE", "passport"), ("AT", "identity_card")]
    assert len({canonical_form(country, kind, "A1234") for country, kind in kinds}) == 3


@pytest.mark.parametrize(
    ("country", "kind", "number"),
    [
        ("AUT", "passport", "P1234567"),
        ("A|", "passport", "P1234567"),
        ("AT", "pass|port", "P1234567"),
        ("AT", "passport", "P12"),
        ("AT", "passport", "P" * 25),
        ("AT", "passport", "P123|567"),
        ("AT", "passport", "\u0420123456"),  # the Cyrillic letter Er, which looks like P
        ("AT", "passport", "P\u041e123456"),  # the Cyrillic O
        ("AT", "passport", "P\u039f123456"),  # the Greek Omicron
        ("AT", "passport", "P\u0661\u0662\u0663456"),  # Arabic digits
        ("\u0410\u0422", "passport", "P1234567"),  # AT in Cyrillic
    ],
)
def test_what_no_document_has_is_refused_without_repeating_it(country: str, kind: str, number: str) -> None:
    with pytest.raises(UnreadableDocument) as refusal:
        canonical_form(country, kind, number)
    assert number not in str(refusal.value)


@given(st.text(alphabet="ABCDEFGHIJKLMNPQRSTUVWXYZ0123456789", min_size=4, max_size=24), st.integers(0, 23))
def test_separators_change_nothing(number: str, place: int) -> None:
    written = number[:place] + " - " + number[place:].lower()
    assert canonical_form("AT", "passport", written) == canonical_form("AT", "passport", number)
