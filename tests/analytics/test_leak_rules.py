"""Rules and model on histories of a few people, and the command that measures them on a generated year."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from analytics.leaks.blindness import RateResult, blind_below
from analytics.leaks.enums import Rule
from analytics.leaks.evaluation import average_precision, days_to_detection, generate
from analytics.leaks.reading import HourOfReading, history, weight_of
from analytics.leaks.rules import BUDGET_A_WEEK, COOL_DOWN_DAYS, Finding, Raising, findings, raised, scores
from analytics.leaks.trace.incidents import PATTERNS, Incident
from reviews_site.privacy import Privacy

FIRST_DAY = date(2025, 1, 6)  # a Monday
DAYS = 140
LAST_SUNDAY = DAYS - 1


def usual(reader: str, *, days: int = DAYS, people: int = 20) -> list[HourOfReading]:
    """One hour of reading on each working day, each day of a little more or less."""
    return [reading(reader, day, people + day % 5) for day in range(days) if day % 7 < 5]


def reading(reader: str, day: int, people: float, *, hour: int = 10) -> HourOfReading:
    at = datetime.combine(FIRST_DAY + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=hour)
    return HourOfReading(reader, "analyst", at, people, people, people * 10, people / 2, frozenset({"core.reviews"}))


def team(*readings: HourOfReading) -> list[HourOfReading]:
    return [*(each for number in range(4) for each in usual(f"reader{number}")), *readings]


def found(readings: Iterable[HourOfReading], days: Iterable[int]) -> set[tuple[str, Rule]]:
    past = history(list(readings), first_day=FIRST_DAY, days=DAYS)
    return {(each.reader, each.rule) for each in findings(past, scores(past), days)}


def test_usual_reading_raises_nothing() -> None:
    assert found(team(), range(DAYS)) == set()


def test_an_hour_far_above_ones_own_and_the_roles_is_found_on_its_day() -> None:
    burst = reading("reader1", 130, 900, hour=15)
    assert found(team(burst), [130]) == {("reader1", rule) for rule in (Rule.HOUR, Rule.DAY, Rule.MONTH)}
    assert found(team(burst), range(130)) == set()


def test_what_the_whole_role_reads_is_usual_for_a_newcomer() -> None:
    """Who begins has no past of their own, and reads as others of the role do."""
    newcomer = [each for each in usual("newcomer") if each.starts_at.date() > FIRST_DAY + timedelta(days=125)]
    assert found(team(*newcomer), range(DAYS)) == set()


def test_honey_and_scope_take_no_past() -> None:
    with_honey = replace(reading("stranger", 3, 1), is_honey=True)
    above = replace(reading("reader1", 3, 1), is_above_scope=True)
    assert found(team(with_honey, above), [3]) == {("stranger", Rule.HONEY), ("reader1", Rule.SCOPE)}


def test_several_new_datasets_within_two_weeks_are_found() -> None:
    creeping = [
        replace(reading("reader2", day, 5, hour=11), datasets=frozenset({f"marts.number_{day}"}))
        for day in (119, 122, 126)
    ]
    assert found(team(*creeping), range(119, 127)) == {("reader2", Rule.FIRST_DATASETS)}
    assert found(team(*creeping[:2]), range(119, 127)) == set()


def test_a_slow_drip_is_found_by_the_model_on_a_sunday_and_by_no_rule() -> None:
    drip = [reading("reader3", day, 30, hour=14) for day in range(112, DAYS) if day % 7 < 5]
    assert found(team(*drip), [LAST_SUNDAY]) == {("reader3", Rule.DRIP)}
    assert found(team(*drip), range(LAST_SUNDAY - 6, LAST_SUNDAY)) == set()


def test_a_rise_of_the_whole_role_is_no_drip() -> None:
    everybody = [
        reading(f"reader{number}", day, 30, hour=14) for number in range(4) for day in range(112, DAYS) if day % 7 < 5
    ]
    assert found(team(*everybody), [LAST_SUNDAY]) == set()


def test_a_reader_is_raised_once_in_a_cool_down() -> None:
    first = Finding("reader1", FIRST_DAY, Rule.DAY, 2.0)
    again = replace(first, rule=Rule.HOUR, day=FIRST_DAY + timedelta(days=COOL_DOWN_DAYS - 1))
    later = replace(again, day=FIRST_DAY + timedelta(days=COOL_DOWN_DAYS))
    honey = replace(again, rule=Rule.HONEY)
    assert raised([first, again, honey, later]) == [first, honey, later]


def test_a_week_has_a_budget_that_certain_findings_do_not_use() -> None:
    raising = Raising()
    many = [Finding(f"reader{number}", FIRST_DAY, Rule.DAY, 2.0) for number in range(BUDGET_A_WEEK + 1)]
    assert [raising.is_raised(each) for each in many] == [True] * BUDGET_A_WEEK + [False]
    assert raising.is_raised(replace(many[-1], rule=Rule.HONEY))
    assert raising.is_raised(replace(many[-1], day=FIRST_DAY + timedelta(days=7)))


def test_people_count_by_the_most_sensitive_column() -> None:
    assert weight_of([Privacy.PUBLIC, Privacy.PSEUDONYMOUS]) < weight_of([Privacy.PERSONAL, Privacy.SENSITIVE])
    assert weight_of([Privacy.PUBLIC, Privacy.REGULAR, Privacy.BUSINESS]) == weight_of([]) == 0


def test_average_precision_is_that_of_a_worked_case() -> None:
    assert average_precision([True, False, True], [3.0, 2.0, 1.0]) == pytest.approx((1 + 2 / 3) / 2)


def test_an_alert_counts_for_its_reader_and_its_time() -> None:
    incident = Incident("drip", "reader1", (100, 101))
    assert days_to_detection(incident, [("reader1", 99), ("reader2", 100), ("reader1", 103)]) == 3
    assert days_to_detection(incident, [("reader1", 99), ("reader1", 101 + 15)]) is None


def test_the_model_is_blind_below_the_lowest_rate_of_which_half_are_found() -> None:
    rates = [RateResult(5, 8, 4, None), RateResult(10, 8, 3, None), RateResult(25, 8, 4, 0.01)]
    assert blind_below(rates) == 25
    assert blind_below([RateResult(5, 8, 3, None)]) is None


def test_the_year_is_that_of_its_seed_and_has_each_pattern_planted() -> None:
    year, out = generate(7), StringIO()
    assert len(year.staff) == 50
    assert {each.pattern for each in year.incidents} == set(PATTERNS)
    assert len({each.reader for each in year.incidents}) == len(year.incidents)
    assert all(day < 365 for each in year.incidents for day in each.days)
    call_command("leaks", "simulate", "--json", stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(lines) == sum(map(len, year.trace.values()))
    assert sum(line["is_honey"] for line in lines) == sum(each.pattern == "honey" for each in year.incidents)
    assert np.all([line["in_hour"] <= line["in_day"] <= line["in_month"] for line in lines])
