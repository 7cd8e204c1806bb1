"""Elevations as they are asked for and decided on: who may ask for what, who approves, and how many it takes."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.enums import ActionOutcome, ElevationStep
from accounts.models import Elevation, OutgoingMail, SignedActionOutcome, StaffRole
from accounts.staffing import elevations
from reviews_site.audit.models import Event
from reviews_site.policy.elevations import ELEVATION_RULES, ElevationScope
from tests.accounts.elevation_requests import ask, decide, settled, some_id
from tests.accounts.test_staffing import Engineer

pytestmark = pytest.mark.django_db


def test_one_person_asks_and_another_approves() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    assert settled(asked).state == ActionOutcome.WAITING
    assert not Elevation.objects.exists()
    (told,) = OutgoingMail.objects.all()
    assert told.recipient == olga.user.email and "every review with its text" in told.text and "60 minutes" in told.text
    assert settled(decide(olga, asked)).state == ActionOutcome.DONE
    given = Elevation.objects.get()
    assert (given.pk, given.person_id, given.approved_by) == (asked.pk, sofia.user.pk, olga.user.pk)
    assert (given.role, given.scope, given.minutes, given.takes_two) == ("data_scientist", "reviews", 60, False)
    assert SignedActionOutcome.objects.get(action_id=asked.pk).state == ActionOutcome.DONE
    assert OutgoingMail.objects.filter(recipient=sofia.user.email).count() == 1
    line = Event.objects.get(action="elevation.approved")
    assert (line.actor_id, line.object_id, line.login) == (olga.user.pk, asked.pk, "staffing")


@override_settings(PLATEMARK_ENV="prod")
def test_data_about_who_people_are_takes_two_in_prod() -> None:
    sofia, olga, ivo = Engineer("sofia", "data_scientist"), Engineer("olga"), Engineer("ivo")
    asked = ask(sofia, scope="demographics")
    settled(asked)
    settled(decide(olga, asked))
    assert not Elevation.objects.exists()
    again = settled(decide(olga, asked))
    assert (again.state, again.message.startswith("You have approved it.")) == (ActionOutcome.REFUSED, True)
    settled(decide(ivo, asked))
    given = Elevation.objects.get()
    assert (given.approved_by, given.second_approved_by, given.takes_two) == (olga.user.pk, ivo.user.pk, True)


def test_a_refused_request_opens_nothing_and_waits_no_more() -> None:
    sofia, olga, ivo = Engineer("sofia", "data_scientist"), Engineer("olga"), Engineer("ivo")
    asked = ask(sofia)
    settled(asked)
    settled(decide(olga, asked, ElevationStep.REFUSE))
    late = settled(decide(ivo, asked))
    assert (late.state, late.message) == (ActionOutcome.REFUSED, elevations.NOT_WAITING)
    assert SignedActionOutcome.objects.get(action_id=asked.pk).message == elevations.REFUSED
    assert not Elevation.objects.exists()


def test_a_request_that_nobody_approves_within_an_hour_is_closed() -> None:
    asked = ask(Engineer("sofia", "data_scientist"))
    settled(asked)
    SignedActionOutcome.objects.update(updated_at=timezone.now() - timedelta(minutes=61))
    outcome = settled(asked)
    assert (outcome.state, outcome.message) == (ActionOutcome.REFUSED, elevations.CLOSED)


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        ("data_engineer", {}),
        ("data_scientist", {"scope": "demographics", "minutes": 121}),
        ("data_scientist", {"key": "an id"}),
        ("data_scientist", {"scope": "restaurant", "key": "an id"}),
        ("data_engineer", {"role": "data_engineer", "scope": "event", "minutes": 30}),
        ("security_engineer", {"role": "security_engineer"}),
        ("executive", {"role": "executive"}),
        ("software_engineer", {"role": "software_engineer", "scope": "restaurant", "key": "an id", "minutes": 121}),
        ("data_scientist", {"minutes": 16, "is_break_glass": True}),
    ],
)
def test_what_the_table_does_not_allow_is_refused(role: str, changes: dict[str, object]) -> None:
    given = {**changes, **({"key": some_id()} if "key" in changes else {})}
    assert settled(ask(Engineer("mia", role), **given)).state == ActionOutcome.REFUSED
    assert not Elevation.objects.exists()


def test_whoever_lost_the_role_since_gets_nothing() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    asked = ask(sofia)
    settled(asked)
    StaffRole.objects.filter(user=sofia.user).update(ends_at=timezone.now())
    assert settled(decide(olga, asked)).state == ActionOutcome.REFUSED
    assert not Elevation.objects.exists()


def test_who_breaks_glass_waits_for_nobody_and_everybody_is_mailed() -> None:
    tom, olga, ivo = Engineer("tom", "software_engineer"), Engineer("olga"), Engineer("ivo")
    key = some_id()
    asked = ask(tom, role="software_engineer", scope="person", key=key, minutes=15, is_break_glass=True)
    assert settled(asked).state == ActionOutcome.DONE
    given = Elevation.objects.get()
    assert (given.is_break_glass, given.approved_by, given.minutes, given.key) == (True, None, 15, key)
    mails = OutgoingMail.objects.filter(subject="Somebody broke glass")
    assert set(mails.values_list("recipient", flat=True)) == {olga.user.email, ivo.user.email}
    assert Event.objects.filter(action="elevation.broke_glass", actor_id=tom.user.pk).count() == 1


def test_a_break_glass_that_nobody_reviewed_within_a_day_is_the_last_one() -> None:
    sofia, olga = Engineer("sofia", "data_scientist"), Engineer("olga")
    first = ask(sofia, minutes=15, is_break_glass=True)
    settled(first)
    assert settled(ask(sofia, minutes=15, is_break_glass=True)).state == ActionOutcome.DONE, "Within the day."
    Elevation.objects.update(approved_at=timezone.now() - timedelta(hours=25))
    refused = settled(ask(sofia, minutes=15, is_break_glass=True))
    assert (refused.state, refused.message) == (ActionOutcome.REFUSED, elevations.NOT_REVIEWED)
    for given in Elevation.objects.values_list("pk", flat=True):
        review = decide(olga, type(first).objects.get(pk=given), ElevationStep.REVIEW, "it fits the reason")
        assert settled(review).state == ActionOutcome.DONE
    assert Elevation.objects.filter(reviewed_by=olga.user.pk, review_note="it fits the reason").count() == 2
    assert settled(ask(sofia, minutes=15, is_break_glass=True)).state == ActionOutcome.DONE


def test_nothing_is_reviewed_twice_or_by_whoever_asked() -> None:
    olga = Engineer("olga", "security_engineer", "data_scientist")
    ivo = Engineer("ivo")
    asked = ask(olga, minutes=15, is_break_glass=True)
    settled(asked)
    own = settled(decide(olga, asked, ElevationStep.REVIEW, "all is well with it"))
    assert own.state == ActionOutcome.REFUSED and Elevation.objects.get().reviewed_at is None
    assert settled(decide(ivo, asked, ElevationStep.REVIEW, "it fits the reason")).state == ActionOutcome.DONE
    again = settled(decide(ivo, asked, ElevationStep.REVIEW, "it fits the reason"))
    assert (again.state, again.message) == (ActionOutcome.REFUSED, elevations.NOTHING_TO_REVIEW)


def test_nobody_who_approves_asks_by_that_role() -> None:
    assert "security_engineer" not in {rule.role for rule in ELEVATION_RULES}
    assert {rule.scope for rule in ELEVATION_RULES} == set(ElevationScope)
