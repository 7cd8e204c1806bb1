"""What is looked through before it leaves: which values are found, and what is not taken for one."""

import base64
import gzip
import time
import uuid

import pytest

from reviews_site.crypto.bearer_tokens import checksum
from reviews_site.ids import uuid7
from reviews_site.outgoing.canaries import is_canary, make_canary
from reviews_site.outgoing.patterns import FindingKind
from reviews_site.outgoing.scanning import FILE, MAIL_OF_COMPANY, MAIL_TO_PERSON, Limits, look_through
from tests.conftest import playing

TOKEN = f"pm_user_{'0' * 32}_{'a' * 43}"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6"
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def found(text: str, limits: Limits = FILE) -> dict[FindingKind, int]:
    with playing("query"):
        return look_through([text], limits).counts


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ada@example.org", FindingKind.EMAIL),
        ('"Lovelace, Ada";"ADA@Example.ORG"', FindingKind.EMAIL),
        ("ada%40example.org", FindingKind.EMAIL),
        ("call +43 1 58858 0 today", FindingKind.PHONE),
        ("0043-1-588580", FindingKind.PHONE),
        ("AT61 1904 3002 3457 3201", FindingKind.IBAN),
        ("paid to de89370400440532013000 and more", FindingKind.IBAN),
        (PASSPORT, FindingKind.DOCUMENT),
        (CARD, FindingKind.DOCUMENT),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", FindingKind.PRIVATE_KEY),
        (TOKEN + checksum(TOKEN), FindingKind.TOKEN),
    ],
)
def test_a_value_is_found_once(text: str, kind: FindingKind) -> None:
    assert found(text) == {kind: 1}
    packed = base64.b64encode(gzip.compress(f"note: {text}".encode())).decode()
    assert found(f"x,{packed}") == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30 10:00:00+00,12345678,4.5",
        "AT61 1904 3002 3457 3202",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
        TOKEN + "a" * 6,
        str(uuid.UUID(int=7)),
        "@anna wrote at 18:00, about 12@ a dish",
        "rating,reviews\n4,12\n5,0",
    ],
)
def test_a_similar_text_is_not_taken_for_one(text: str) -> None:
    assert found(text) == {}


def test_a_canary_is_known_by_the_key_alone_and_has_the_form_of_an_id() -> None:
    with playing("migrator"):
        canary = make_canary(uuid7())
        assert is_canary(canary) and not is_canary(uuid7())
    assert canary.version == 7
    with playing("mail"):
        assert is_canary(canary)


def test_some_kinds_may_leave_in_some_numbers() -> None:
    def is_stopped(addresses: int, limits: Limits) -> bool:
        with playing("query"):
            return look_through((f"a{number}@example.org" for number in range(addresses)), limits).is_stopped

    assert [is_stopped(number, FILE) for number in (0, 3, 4)] == [False, False, True]
    assert [is_stopped(number, MAIL_OF_COMPANY) for number in (50, 51)] == [False, True]
    assert not is_stopped(500, MAIL_TO_PERSON)


@pytest.mark.parametrize("piece", ["@", "a", "+4", "00", "AT61", "%40", "QUFB", "<", "0a", "-----BEGIN ", "\\u0040"])
def test_no_text_makes_the_search_slow(piece: str) -> None:
    """Twice the text takes about twice the time; one that goes back over the text takes four times or more."""

    def seconds(size: int) -> float:
        text, started = piece * (size // len(piece)), time.process_time()
        found(text)
        return time.process_time() - started

    seconds(1000)
    assert seconds(120_000) < 8 * seconds(60_000) + 0.5
