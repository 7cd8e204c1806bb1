"""Machine-readable zones: the specimens that ICAO prints, every check digit, look-alikes, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.identity_provider.countries import from_zone
from sandbox.identity_provider.machine_readable_zone import (
    UnreadableZone,
    Zone,
    age_on,
    check_digit,
    format_zone,
    read_zone,
)
from tests.sandbox.zones import card, passport, td2

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
    ("printed", "country"),
    [
        *[("RKS", "XK"), ("UNK", "XK"), ("EUE", "EU"), ("UNO", "UN"), ("UNA", "UN")],
        *[(code, "GB") for code in ("GBR", "GBD", "GBN", "GBO", "GBP", "GBS")],
    ],
)
def test_issuers_beyond_iso_3166(printed: str, country: str) -> None:
    assert from_zone(printed) == country
    assert read_zone(passport(issuer=printed), today=TODAY).country == printed


@pytest.mark.parametrize(
    ("issuer", "printed"),
    [
        *[("ESP", "990101"), ("ITA", "991231"), ("PRT", "991231"), ("BGR", "<<<<<<"), ("POL", "999999")],
        *[("HRV", "991231"), ("D", "<<<<<<"), ("UTO", "000000")],
    ],
)
def test_cards_without_an_end(issuer: str, printed: str) -> None:
    assert read_zone(card(issuer=issuer, expiry=printed), today=TODAY).expires_on is None
    assert read_zone(td2(issuer=issuer, expiry=printed), today=TODAY).expires_on is None


def test_the_check_digit_of_an_empty_field_may_be_a_filler() -> None:
    assert read_zone(card(expiry="<<<<<<", expiry_digit="<"), today=TODAY).expires_on is None
    with pytest.raises(UnreadableZone, match="date of expiry"):
        read_zone(card(expiry="300101", expiry_digit="<"), today=TODAY)


@pytest.mark.parametrize(
    ("issuer", "printed"), [("D", "991231"), ("FRA", "990101"), ("AUT", "991130"), ("ITA", "981231")]
)
def test_a_card_that_ended_in_the_last_century_has_an_end(issuer: str, printed: str) -> None:
    found = read_zone(card(issuer=issuer, expiry=printed), today=TODAY).expires_on
    assert found and found.year in {1998, 1999}


def test_each_passport_ends() -> None:
    assert read_zone(passport(issuer="ESP", expiry="990101"), today=TODAY).expires_on == date(1999, 1, 1)
    for printed in ("<<<<<<", "999999"):
        with pytest.raises(UnreadableZone, match="date of expiry is no date"):
            read_zone(passport(expiry=printed), today=TODAY)


@pytest.mark.parametrize(
    ("printed", "latest"),
    [
        *[("85<<<<", date(1985, 12, 31)), ("8502<<", date(1985, 2, 28)), ("8402<<", date(1984, 2, 29))],
        *[("850000", date(1985, 12, 31)), ("850300", date(1985, 3, 31)), ("85<<12", date(1985, 12, 31))],
        # The year in which today lies: born this year, and not a hundred years ago.
        *[("26<<<<", TODAY), ("2611<<", TODAY), ("2612<<", date(1926, 12, 31)), ("27<<<<", date(1927, 12, 31))],
        *[("<<<<<<", None), ("<<0512", None), ("8<<<<<", None)],
        *[("261124", TODAY), ("261125", date(1926, 11, 25)), ("000229", date(2000, 2, 29))],
    ],
)
def test_of_a_birth_that_is_not_known_the_last_day_counts(printed: str, latest: date | None) -> None:
    """Whoever may be a child is one, and nobody is born tomorrow."""
    for zone in (passport(birth=printed), card(birth=printed), td2(birth=printed)):
        assert read_zone(zone, today=TODAY).born_on == latest


@pytest.mark.parametrize(
    ("printed", "first"),
    [
        *[("761101", date(2076, 11, 1)), ("761102", date(1976, 11, 2)), ("30<<<<", date(2030, 1, 1))],
        *[("3006<<", date(2030, 6, 1)), ("260228", date(2026, 2, 28)), ("800229", date(1980, 2, 29))],
    ],
)
def test_of_an_end_that_is_not_known_the_first_day_counts(printed: str, first: date) -> None:
    assert read_zone(card(expiry=printed), today=TODAY).expires_on == first


@pytest.mark.parametrize("birth", ["851301", "850230", "850431", "859931"])
def test_a_day_that_does_not_exist(birth: str) -> None:
    with pytest.raises(UnreadableZone, match="date of birth is no date"):
        read_zone(passport(birth=birth), today=TODAY)


def test_the_specimen_of_two_lines_of_36() -> None:
    """ICAO Doc 9303, part 6, appendix B, and a number that goes on in the optional field."""
    zone = read_zone("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6", today=TODAY)
    assert (zone.kind, zone.country, zone.number) == ("identity_card", "UTO", "D23145890")
    assert (zone.born_on, zone.expires_on, zone.name) == (date(1974, 8, 12), date(2012, 4, 15), "ERIKSSON  ANNA MARIA")
    assert read_zone(td2(number="ABC1234567890"), today=TODAY).number == "ABC1234567890"


def test_long_numbers_of_cards() -> None:
    for number in ("592013904119", "ABCDEFGHI1", "A" * 9 + "123456789012"):
        assert read_zone(card(number=number), today=TODAY).number == number


@pytest.mark.parametrize(
    ("before", "after"),
    [("\n", ""), ("<<", "\u00ab"), ("<", "\uff1c"), ("<", "&lt;"), ("<", "\u2039"), ("\n", "\r\n\r\n"), ("A", "a")],
)
def test_zones_as_they_are_pasted(before: str, after: str) -> None:
    for zone in (TD3, TD1, TD1_LONG, td2()):
        assert read_zone(zone.replace(before, after), today=TODAY) == read_zone(zone, today=TODAY)


@pytest.mark.parametrize(
    ("zone", "says"),
    [
        (passport().replace("P<AUT", "V<AUT", 1), "a visa"),
        (card().replace("IDAUT", "ACAUT", 1), "crew member"),
        ("IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<\n8806923102858CORINNE<<<<<<<6512068F6", "Leave it empty"),
    ],
)
def test_zones_of_what_is_no_such_document(zone: str, says: str) -> None:
    with pytest.raises(UnreadableZone, match=says):
        read_zone(zone, today=TODAY)


def test_a_residence_permit_and_a_refugees_passport() -> None:
    permit = read_zone(card().replace("IDAUT", "IRAUT", 1), today=TODAY)
    refugee = read_zone(passport(nationality="XXB"), today=TODAY)
    assert permit.kind == "residence_permit"
    assert (refugee.country, refugee.nationality) == ("AUT", "XXB")


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Müller-Lüdenscheidt  Jürgen", "MUELLER LUEDENSCHEIDT  JUERGEN"),
        ("O'Šea  Þóra Ægir", "OSEA  THORA AEGIR"),
        ("Łęcki  Weiß", "LECKI  WEISS"),
        ("Nuñez  Đorđe", "NUNEZ  DORDE"),
    ],
)
def test_names_are_printed_in_ascii(name: str, printed: str) -> None:
    zone = Zone("identity_card", "AUT", "A1234567", "AUT", date(1984, 3, 9), None, name)
    assert read_zone(format_zone(zone), today=TODAY).name == printed
