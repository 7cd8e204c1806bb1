"""Company roles by proof: what the worker `staffing` carries out, when it takes two, and what it refuses and says."""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions import staff, staffing
from accounts.enums import Change, Outcome, ProofKind, Verdict
from accounts.exceptions import NotStaff
from accounts.models import OutgoingMail, StaffAct, StaffDecision, StaffOutcome, StaffProposal, StaffRole, User
from accounts.selectors import company_roles_of
from accounts.staffing import proofs, reminding, settling
from accounts.staffing.wording import digest_of
from restaurants.demo.staff import code_at
from reviews_site.audit.models import Event
from reviews_site.policy.staffing import APPROVER_ROLES, REVIEW_EVERY, REVIEW_GRACE
from tests.accounts.passkeys import with_passkey
from tests.accounts.people import member
from tests.analytics.staffing import employed, with_second_factor
from tests.conftest import playing

pytestmark = pytest.mark.django_db
ORIGIN = "http://console.localhost:8004"
STEP = 30


class Engineer:
    """A security engineer, or somebody of other roles, with an authenticator app, who never shows a code twice."""

    def __init__(self, name: str, *roles: str) -> None:
        self.user = employed(name, *(roles or ("security_engineer",)))
        self.secret = with_second_factor(self.user)
        self.shown = 0

    def proves(self, act: StaffAct, *, steps_ago: int | None = None) -> StaffAct:
        """Put a code of theirs onto an act."""
        ago = self.shown if steps_ago is None else steps_ago
        self.shown += 1
        code = code_at(self.secret, int(time.time()) - ago * STEP)
        act.proof_kind, act.proof = ProofKind.CODE, proofs.by_code(code, digest_of(act))
        return act

    def proposes(self, change: Change, person: User, role: str, days: int | None = 30) -> StaffProposal:
        """Ask for a change, as the console does."""
        ends_at = timezone.now() + timedelta(days=days) if change == Change.GIVE and days else None
        asked = StaffProposal(
            by=self.user.pk, change=change, address=person.email, role=role, ends_at=ends_at, reason="a new project"
        )
        self.proves(asked)
        with playing("console"):
            staffing.ask(asked)
        return asked

    def decides(self, proposal: StaffProposal, verdict: Verdict = Verdict.AGREE) -> StaffDecision:
        """Say yes or no to a proposal, as the console does."""
        decision = StaffDecision(by=self.user.pk, proposal=proposal, verdict=verdict)
        self.proves(decision)
        with playing("console"):
            staffing.ask(decision)
        return decision


def outcome_of(act: StaffAct) -> StaffOutcome:
    """What the worker makes of it."""
    with playing("staffing"):
        settling.settle()
    return StaffOutcome.objects.get(act=act.pk)


def test_the_roles_that_take_two_are_those_that_decide() -> None:
    assert {str(role) for role in APPROVER_ROLES} == {"data_engineer", "security_engineer"}


def test_one_security_engineer_gives_a_role_that_approves_nothing() -> None:
    olga, mia = Engineer("olga"), member("mia")
    outcome = outcome_of(olga.proposes(Change.GIVE, mia, "executive"))
    assert (outcome.state, outcome.about) == (Outcome.DONE, mia.pk)
    given = StaffRole.objects.get(user=mia)
    assert (given.role, given.given_by, given.agreed_by) == ("executive", olga.user.pk, None)
    assert company_roles_of(mia.pk) == ["executive"]
    assert Event.objects.filter(action="staff.granted", by=olga.user.pk, process="staffing").count() == 1
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {mia.email, olga.user.email}
    assert not StaffProposal.objects.exclude(address="").exists()


def test_a_role_that_approves_takes_a_second_person_and_everybody_hears_of_it() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(Change.GIVE, mia, "data_engineer")
    assert outcome_of(asked).state == Outcome.WAITING
    assert company_roles_of(mia.pk) == []
    assert mia.email not in OutgoingMail.objects.values_list("to", flat=True)
    assert outcome_of(ivo.decides(asked)).state == Outcome.DONE
    assert outcome_of(asked).state == Outcome.DONE
    given = StaffRole.objects.get(user=mia)
    assert (given.given_by, given.agreed_by) == (olga.user.pk, ivo.user.pk)
    assert OutgoingMail.objects.filter(to=mia.email).count() == 1


def test_the_second_person_may_refuse() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(Change.GIVE, mia, "security_engineer")
    outcome_of(asked)
    outcome_of(ivo.decides(asked, Verdict.REFUSE))
    assert outcome_of(asked).state == Outcome.REFUSED
    assert company_roles_of(mia.pk) == []


def test_a_proposal_that_nobody_agrees_to_is_closed_after_a_week() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(Change.GIVE, mia, "data_engineer")
    outcome_of(asked)
    StaffOutcome.objects.update(at=timezone.now() - timedelta(days=8))
    late = ivo.decides(asked)
    assert (outcome_of(late).state, outcome_of(late).says) == (Outcome.REFUSED, settling.NOT_WAITING)
    assert (outcome_of(asked).state, outcome_of(asked).says) == (Outcome.REFUSED, settling.CLOSED)
    assert not StaffProposal.objects.exclude(address="").exists()


def test_a_passkey_proves_an_act_by_signing_exactly_it() -> None:
    olga, mia = Engineer("olga"), member("mia")
    passkey = with_passkey(olga.user, "console.localhost", ORIGIN)
    asked = StaffProposal(by=olga.user.pk, change=Change.GIVE, address=mia.email, role="executive", reason="a project")
    asked.ends_at = timezone.now() + timedelta(days=3)
    asked.proof_kind = ProofKind.PASSKEY
    asked.proof = json.dumps(passkey.used(digest_of(asked), ORIGIN, olga.user))
    staffing.ask(asked)
    assert outcome_of(asked).state == Outcome.DONE


@pytest.mark.parametrize(
    ("address", "days", "says"),
    [
        ("nobody@example.org", 30, "Nobody has an account"),
        ("mia@example.org", 400, "366 days away at most"),
        ("mia@example.org", -1, "must lie ahead"),
    ],
)
def test_what_can_not_be_done_is_refused_with_the_reason(address: str, days: int, says: str) -> None:
    olga, mia = Engineer("olga"), member("mia")
    mia.email = address
    outcome = outcome_of(olga.proposes(Change.GIVE, mia, "executive", days))
    assert outcome.state == Outcome.REFUSED and says in outcome.says


def test_an_approver_role_lasts_a_quarter_at_most_and_that_is_said_at_once() -> None:
    outcome = outcome_of(Engineer("olga").proposes(Change.GIVE, member("mia"), "data_engineer", 93))
    assert outcome.state == Outcome.REFUSED and "92 days away at most" in outcome.says


def test_ending_takes_one_person_and_works_at_once_but_never_the_last_who_gives_roles() -> None:
    olga, ivo = Engineer("olga"), Engineer("ivo")
    assert outcome_of(olga.proposes(Change.END, ivo.user, "security_engineer")).state == Outcome.DONE
    assert company_roles_of(ivo.user.pk) == []
    with pytest.raises(NotStaff, match="last security engineer"):
        staff.revoke(user=olga.user, role="security_engineer", by="a test")


def test_whoever_is_no_security_engineer_changes_nothing() -> None:
    olga, tom = Engineer("olga"), Engineer("tom")
    StaffRole.objects.filter(user=tom.user).delete()
    staff.grant(user=tom.user, role="data_scientist", by="a test")
    outcome = outcome_of(tom.proposes(Change.END, olga.user, "security_engineer"))
    assert outcome.state == Outcome.REFUSED and "Only a security engineer" in outcome.says


def test_a_role_is_overdue_after_a_quarter_kept_by_a_word_and_ends_after_the_grace() -> None:
    olga, mia = Engineer("olga"), employed("mia", "executive")
    roles = StaffRole.objects.filter(user=mia)
    roles.update(reviewed_at=timezone.now() - REVIEW_EVERY)
    assert StaffRole.objects.overdue().get().user == mia
    assert outcome_of(olga.proposes(Change.KEEP, mia, "executive")).state == Outcome.DONE
    assert roles.get().reviewed_by == olga.user.pk
    assert not StaffRole.objects.overdue().exists()
    roles.update(reviewed_at=timezone.now() - REVIEW_EVERY - REVIEW_GRACE)
    assert company_roles_of(mia.pk) == []


def test_security_engineers_are_told_once_a_month_of_what_is_overdue() -> None:
    Engineer("olga")
    mia = employed("mia", "executive")
    StaffRole.objects.filter(user=mia).update(reviewed_at=timezone.now() - REVIEW_EVERY)
    OutgoingMail.objects.all().delete()
    with playing("staffing"):
        assert [reminding.remind(), reminding.remind()] == [1, 0]
        reminding.forget_codes()
    mail = OutgoingMail.objects.get()
    assert (mail.to, "mia@example.org, executive" in mail.text) == ("olga@example.org", True)
    StaffRole.objects.filter(user=mia).update(reminded_at=timezone.now() - timedelta(days=31))
    with playing("staffing"):
        assert reminding.remind() == 1
