"""The rules, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.enums import VerificationState
from accounts.rules import (
    FINAL_STATES,
    TRANSITIONS,
    UNDECIDED_STATES,
    WAITING_STATES,
    confirmation_ends_at,
    is_plausible_birth_year,
    may_edit_profile,
    pause_before_next_mail,
)
from reviews_site.policy import PersonFacts, Role

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_every_state_is_in_the_machine_and_can_be_reached() -> None:
    assert set(TRANSITIONS) == set(VerificationState)
    reached, frontier = {VerificationState.NOT_STARTED}, [VerificationState.NOT_STARTED]
    while frontier:
        for state in TRANSITIONS[frontier.pop()] - reached:
            reached.add(state)
            frontier.append(state)
    assert reached == set(VerificationState)


def test_a_decided_verification_stays_decided() -> None:
    assert not any(TRANSITIONS[state] & {*FINAL_STATES, *UNDECIDED_STATES} for state in FINAL_STATES)
    assert not set(WAITING_STATES) & set(FINAL_STATES)


def test_a_confirmation_ends_after_two_years_or_with_the_document() -> None:
    assert confirmation_ends_at(NOON, date(2040, 1, 1)) == NOON + timedelta(days=730)
    assert confirmation_ends_at(NOON, None) == NOON + timedelta(days=730)
    assert confirmation_ends_at(NOON, date(2026, 7, 1)).date() == date(2026, 7, 1)
    assert confirmation_ends_at(NOON, NOON.date()) > NOON


@pytest.mark.parametrize(("year", "plausible"), [(2012, True), (2013, False), (1906, True), (1905, False)])
def test_a_birth_year_is_of_someone_who_may_be_here(year: int, plausible: bool) -> None:
    assert is_plausible_birth_year(year, today=NOON.date()) is plausible


def test_members_edit_their_profile_and_visitors_do_not() -> None:
    assert may_edit_profile(PersonFacts(roles=frozenset({Role.MEMBER}))).allowed
    assert not may_edit_profile(PersonFacts(roles=frozenset({Role.VISITOR}))).allowed


def test_mail_waits_longer_each_time_and_never_over_an_hour() -> None:
    pauses = [pause_before_next_mail(attempts).total_seconds() for attempts in range(1, 14)]
    assert pauses[:3] == [5, 10, 20]
    assert pauses == sorted(pauses)
    assert pauses[-1] == 3600
