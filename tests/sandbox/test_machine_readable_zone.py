"""Machine-readable zones: the specimens that ICAO prints, every check digit, look-alikes, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.identity_provider.countries import from_zone
from sandbox.identity_provider.machine_readable_zone import (
    UnreadableZone,
    Zone,
    age_on,
    check_digit,
    example_zones,
    format_zone,
    read_zone,
)
from tests.sandbox.conftest import Customer

TODAY = date(2026, 11, 24)
# ICAO Doc 9303, part 4, appendix A; part 5, appendices A and B.
TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<JOHN<<<<<<<<<"


def test_the_specimen_passport() -> None:
    zone = read_zone(TD3, today=TODAY)
    assert (zone.kind, zone.country, zone.number, zone.nationality) == ("passport", "UTO", "L898902C3", "UTO")
    assert (zone.born_on, zone.expires_on, zone.name) == (date(1974, 8, 12), date(2012, 4, 15), "ERIKSSON  ANNA MARIA")


def test_the_specimen_cards() -> None:
    zone, long = read_zone(TD1, today=TODAY), read_zone(TD1_LONG, today=TODAY)
    assert (zone.kind, zone.number, zone.expires_on) == ("identity_card", "D23145890", date(2012, 4, 15))
    assert (long.number, long.born_on, long.expires_on) == ("D23145890734", date(1934, 7, 12), date(1995, 7, 12))


def test_the_check_digit_of_the_standards_example() -> None:
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("7408122F", "74O8I22F"),  # letters in a date
        ("L898902C36", "L8989O2C36"),  # O for 0 in the number
        ("UTOERIK", "UT0ERIK"),  # 0 for O in the country
        ("F1204159", "F12O4159"),
    ],
)
def test_look_alikes_are_put_right(wrong: str, right: str) -> None:
    assert read_zone(TD3.replace(wrong, right), today=TODAY) == read_zone(TD3, today=TODAY)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("L898902C36", "L898912C36", "number"),
        ("7408122F", "7408132F", "date of birth"),
        ("1204159", "1204169", "date of expiry"),
        ("B<<<<<10", "B<<<<<11", "number"),
        ("7408122F", "7413125F", "date of birth"),
        ("ERIKSSON", "ERIKSSÖN", "letters, digits"),
        ("<<<10", "<<10", "two lines of 44"),
        ("P<UTO", "X<UTO", "begins with P"),
    ],
)
def test_a_misreading_is_refused_with_the_field_to_look_at(before: str, after: str, says: str) -> None:
    with pytest.raises(UnreadableZone, match=says):
        read_zone(TD3.replace(before, after), today=TODAY)


SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
zones = st.builds(
    Zone,
    kind=st.sampled_from(["passport", "identity_card"]),
    country=st.sampled_from(["AUT", "D", "ITA"]),
    number=st.text(SIGNS, min_size=5, max_size=9),
    nationality=st.sampled_from(["AUT", "D", "FRA"]),
    born_on=st.dates(date(1930, 1, 1), date(2012, 12, 31)),
    expires_on=st.dates(date(2027, 1, 1), date(2060, 12, 31)),
    name=st.just("REIHER  ADA"),
)


@given(zones)
def test_what_is_printed_is_read_again(zone: Zone) -> None:
    assert read_zone(format_zone(zone), today=TODAY) == zone


@given(zones, st.integers(0, 8), st.sampled_from(SIGNS))
def test_one_wrong_sign_in_a_number_gives_no_other_number(zone: Zone, at: int, sign: str) -> None:
    """The weights catch most single errors; what they do not catch is a number all the same, never a wrong reading."""
    lines = format_zone(zone)
    start = lines.index(zone.number)
    at = start + at % len(zone.number)
    altered = lines[:at] + sign + lines[at + 1 :]
    try:
        found = read_zone(altered, today=TODAY).number
    except UnreadableZone:
        return
    assert found == zone.number or check_digit(found.ljust(9, "<")) == check_digit(zone.number.ljust(9, "<"))


def test_years_of_two_digits() -> None:
    child = Zone("passport", "AUT", "U7654321", "AUT", date(2016, 1, 2), date(2031, 1, 1), "REIHER  BEN")
    assert read_zone(format_zone(child), today=TODAY).born_on == date(2016, 1, 2)
    assert read_zone(TD1_LONG, today=TODAY).born_on == date(1934, 7, 12)
    assert age_on(date(2012, 11, 25), on=TODAY) == 13 and age_on(date(2012, 11, 24), on=TODAY) == 14


def test_countries_by_three_letter_codes() -> None:
    assert (from_zone("AUT"), from_zone("D"), from_zone("DEU"), from_zone("UTO")) == ("AT", "DE", "DE", None)


@pytest.mark.parametrize(
    ("says", "status", "reason"),
    [
        ("A passport, confirmed", "confirmed", ""),
        ("A card, confirmed", "confirmed", ""),
        ("An expired passport", "refused", "The document has expired."),
        ("A child", "refused", "The holder has to be 14 years old."),
    ],
)
def test_the_page_takes_a_zone_in_place_of_the_fields(customer: Customer, says: str, status: str, reason: str) -> None:
    session_id = customer.session()
    empty = {"type": "", "country": "", "number": "", "expires_on": ""}
    zone = example_zones(datetime.now(UTC).date())[says]
    assert customer.submits(session_id, zone=zone, **empty).status_code == 303
    outcome = customer.reads(session_id)
    assert (outcome["status"], outcome["reason"]) == (status, reason)
    assert "born" not in str(outcome)


def test_an_unreadable_zone_is_asked_for_again(customer: Customer) -> None:
    answer = customer.submits(customer.session(), zone=TD3.replace("L898902C36", "L898912C36"))
    assert answer.status_code == 422
    assert "Look at the number again" in answer.text


def test_a_zone_of_no_country_is_asked_for_again(customer: Customer) -> None:
    assert "No country is printed as UTO" in customer.submits(customer.session(), zone=TD3).text
