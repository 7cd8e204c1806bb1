"""Redaction: ways to reach somebody by patterns, names by lists and what stands beside them."""

import json
import re
from importlib import import_module
from pkgutil import walk_packages
from re import _constants as opcodes  # type: ignore[attr-defined]  # the parser of patterns is not in the stubs
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from restaurants.rules import MAX_TEXT_LENGTH
from reviews_site import redaction
from reviews_site.redaction import evaluation, person_names, redact, redact_contact_details


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Write to maria.huber+food@gmx.at for the recipe", "Write to [email] for the recipe"),
        ("Ask anna (at) example.co.uk!", "Ask [email]!"),
        ("See https://evil.example/x?y=1 now", "See [link] now"),
        ("See www.my-blog.example.", "See [link]"),
        ("I blog at huber-isst.at/linz about it", "I blog at [link] about it"),
        ("Call +43 660 123 45 67 after six", "Call [phone] after six"),
        ("Call 0732/77 88 99", "Call [phone]"),
        ("Call (0732) 778899 please", "Call [phone] please"),
        ("Call 00436601234567.", "Call [phone]."),
        ("Call 0732 / 77 20 61", "Call [phone]"),
        ("Call +43 (0)732 / 77 20 61", "Call [phone]"),
        ("Tel.0732772061", "Tel.[phone]"),
        ("0732772061privat", "[phone]privat"),
        ("Call 0732\u00a077\u00a020\u00a061", "Call [phone]"),
        ("Call 0732\u201177\u201120\u201161", "Call [phone]"),
        ("Call 0\u200b732 77\u206020 61", "Call [phone]"),
        ("Call ０７３２ ７７２０６１", "Call [phone]"),
        ("Call ٠٧٣٢٧٧٢٠٦١", "Call [phone]"),
        ("Call 0️⃣7️⃣3️⃣2️⃣7️⃣7️⃣2️⃣0️⃣6️⃣1️⃣", "Call [phone]"),
        ("Call 0 7 3 2 7 7 2 0 6 1", "Call [phone]"),
        ("Call 0732_77_20_61", "Call [phone]"),
        ("Call 06.12.34.56.78", "Call [phone]"),
        ("Call 347 1234567 or (212) 555-1234", "Call [phone] or [phone]"),
        ("Call zero six six zero, one two three - four five six", "Call [phone]"),
        ("null sechs sechzig siebenundsiebzig 12 drei vier", "[phone]"),
        ("cero seis uno dos tres cuatro cinco seis", "[phone]"),
        ("anna＠gmail.com", "[email]"),
        ("anna@gmail。com", "[email]"),
        ("аnnа@gmаil.соm", "[email]"),
        ("anna @ gmail . com", "[email]"),
        ("anna at gmail dot com", "[email]"),
        ("anna dot huber [ät] gmx {punkt} at", "[email]"),
        ("anna(at)gmail(dot)com", "[email]"),
        ("anna at gmail.com", "[email]"),
        ("anna@gmail", "[email]"),
        ("see mail․com", "see [link]"),
        ("see MAIL.COM and mail dot com", "see [link] and [link]"),
    ],
)
def test_ways_to_reach_someone_are_redacted(text: str, redacted: str) -> None:
    assert redact_contact_details(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "We paid 24.90 for two, 1,250 calories each",
        "Visited on 12.11.2026 and again on 2026-11-20",
        "Table 12 at 19:30, 4 people, 3 courses",
        "10/10 would eat 1000 more",
        "Fresh.Delicious.Cheap and very good.It was cold, though.it did not matter",
        "The postcode is 4020 and the year was 2019",
        "2025-03-01 19:30",
        "Jahrgang 2018 2019",
        "Sehr lekker.De bediening",
        "03.05.2024 - 07.05.2024, am 03.05. und 07.05. um 19:30",
        "01/02/2024, 24.12.25 and 2018/2019/2020",
        "von 11:00-14:30, 17:00-22:00",
        "Preise: 0,25 0,33 0,50 und 8.50 9.50 10.50 11.50",
        "one starter, two mains, three desserts",
        "we met at noon. At home.it was late",
    ],
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert redact_contact_details(text) == text


@given(st.emails())
def test_no_address_survives(address: str) -> None:
    assert address not in redact_contact_details(f"write to {address} today")


@given(st.from_regex(r"\+[1-9][0-9]{1,2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3,6}", fullmatch=True))
def test_no_international_number_survives(number: str) -> None:
    assert number not in redact_contact_details(f"ring {number} today")


@given(st.text(max_size=300))
def test_redacting_twice_is_redacting_once(text: str) -> None:
    once = redact_contact_details(text)
    assert redact_contact_details(once) == once


def test_texts_made_to_be_slow_are_read_to_their_end() -> None:
    """With a pattern that goes back over itself this takes hours; `make bench` measures the posting."""
    for tail in ("a", "a.", "a@", "1 ", "www."):
        text = (tail * MAX_TEXT_LENGTH)[:MAX_TEXT_LENGTH]
        once = redact_contact_details(text)
        assert redact_contact_details(once) == once


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Our waitress Magdalena was kind.", "Our waitress [name] was kind."),
        ("Thanks to Shuvro and Anna K. for the cake", "Thanks to [name] and [name] for the cake"),
        ("Kathleen O'Brien sang.", "[name] sang."),
        ("Our waiter Zorbix smiled. Later Zorbix sang.", "Our waiter [name] smiled. Later [name] sang."),
        ("the waiter named santosh", "the waiter named [name]"),
        ("Mr.Gopal was kind, and so were Anna and Qwrt", "Mr.[name] was kind, and so were [name] and [name]"),
        ("Kellner Markus: top", "Kellner [name]: top"),
        ("Ask anna@example.at or Julia", "Ask [email] or [name]"),
    ],
)
def test_names_are_redacted_where_the_text_tells_them(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Eggs Benedict and a Bloody Mary.",
        "Tom Yum, Caesar salad, Peach Melba.",
        "In der Maria-Theresien-Straße, neben St. Anna.",
        "Will come again in May.",
        "Tony's Diner has the better shakes.",
        "The staff was Very Good, Food was Average.",
        "",
    ],
)
def test_dishes_places_and_words_are_no_names(text: str) -> None:
    assert redact(text) == text


def test_the_sample_is_large_and_its_parts_do_not_overlap() -> None:
    heldout, tuned = ({one.text for one in evaluation.read(part)} for part in evaluation.PARTS)
    assert len(heldout | tuned) >= 300
    assert not heldout & tuned


@pytest.mark.parametrize("part", evaluation.PARTS)
def test_redacting_names_twice_is_redacting_them_once(part: str) -> None:
    for one in evaluation.read(part):
        once = redact(one.text)
        assert redact(once) == once


def test_a_label_is_taken_apart() -> None:
    one = evaluation.labelled("Ask {Anna} at {email|a@b.example}!")
    assert one == evaluation.LabelledText("Ask Anna at a@b.example!", ((4, 8, "name"), (12, 23, "email")))


def test_scores_count_spans_and_name_what_is_wrong() -> None:
    texts = [evaluation.labelled(line) for line in ("Our waiter {Zorbix} sang.", "Julia pasta", "{Qwrt} sat there.")]
    score = evaluation.score_names(texts)
    assert (score.found, score.right, score.labelled, score.hidden) == (1, 1, 2, 1)
    assert (score.wrong, score.missed) == ([], ["Qwrt"])
    assert (score.precision, score.recall) == (1.0, 0.5)


def test_most_of_what_is_taken_is_a_name_and_most_names_are_taken() -> None:
    """Floors below what is measured, so that a list or a pattern that breaks is noticed."""
    heldout = evaluation.score_names(evaluation.read("heldout"))
    assert heldout.precision >= 0.9
    assert heldout.recall >= 0.6


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    for start, end in person_names(text):
        assert 0 <= start < end <= len(text)


def test_texts_made_of_names_and_cues_are_read_to_their_end() -> None:
    for tail in ("Anna ", "Anna, ", "a very ", "waiter ", "Mr. ", "was our "):
        once = redact((tail * MAX_TEXT_LENGTH)[:MAX_TEXT_LENGTH])
        assert redact(once) == once


def test_the_command_prints_both_parts(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("redaction", "evaluate", "--json")
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"heldout", "tuned"}
    assert 0 < said["heldout"]["names"]["recall"] <= 1


def test_no_pattern_goes_back_over_what_it_has_read() -> None:
    """Every repetition has a bound, or gives nothing back: then a pattern takes so many steps a character at most."""
    names = [f"{redaction.__name__}.{module.name}" for module in walk_packages(redaction.__path__)]
    patterns = {
        value for name in names for value in vars(import_module(name)).values() if isinstance(value, re.Pattern)
    }
    assert len(patterns) > 8
    assert [pattern.pattern for pattern in patterns if _runs_on(parser.parse(pattern.pattern, pattern.flags))] == []


def _runs_on(parsed: Any) -> bool:
    """Whether a pattern, as parsed, has a repetition without a bound that may give back what it took."""
    for code, argument in parsed:
        if code in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT) and argument[1] is opcodes.MAXREPEAT:
            return True
        parts = argument if isinstance(argument, (tuple, list)) else (argument,)
        inner = [part for one in parts for part in (one if isinstance(one, list) else [one])]
        if any(_runs_on(part) for part in inner if isinstance(part, parser.SubPattern)):
            return True
    return False
