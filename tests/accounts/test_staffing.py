"""Company roles by proof: what the worker `staffing` carries out, when it takes two, and what it refuses and says."""

import json
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.actions import signed_actions, staff
from accounts.enums import ActionOutcome, ProposalAnswer, RoleChange, SignatureKind
from accounts.exceptions import StaffingRefused
from accounts.models import OutgoingMail, RoleDecision, RoleProposal, SignedAction, SignedActionOutcome, StaffRole, User
from accounts.selectors import company_roles_of
from accounts.staffing import reminders, signatures, worker
from accounts.staffing.canonical_form import digest_of
from demo.staff import code_at
from reviews_site.audit.models import Event
from reviews_site.policy.staffing import APPROVER_ROLES, REVIEW_EVERY, REVIEW_GRACE
from tests.accounts.passkeys import with_passkey
from tests.accounts.users import member
from tests.analytics.staffing import employed, with_second_factor
from tests.conftest import playing

pytestmark = pytest.mark.django_db
ORIGIN = settings.CONSOLE_URL
STEP = 30


class Engineer:
    """A security engineer, or somebody of other roles, with an authenticator app, who never shows a code twice."""

    def __init__(self, name: str, *roles: str) -> None:
        self.user = employed(name, *(roles or ("security_engineer",)))
        self.secret = with_second_factor(self.user)
        self.shown: set[int] = set()

    def now(self) -> int:
        """The latest moment whose code they have not shown, in seconds since 1970."""
        moment = int(time.time()) // STEP * STEP
        while moment in self.shown:
            moment -= STEP
        self.shown.add(moment)
        return moment

    def proves(self, act: SignedAction, *, steps_ago: int | None = None) -> SignedAction:
        """Put a code of theirs onto an act."""
        moment = self.now() if steps_ago is None else int(time.time()) - steps_ago * STEP
        code = code_at(self.secret, moment)
        act.signature_kind, act.signature = SignatureKind.CODE, signatures.code_signature(code, digest_of(act))
        return act

    def proposes(self, change: RoleChange, person: User, role: str, days: int | None = 30) -> RoleProposal:
        """Ask for a change, as the console does."""
        ends_at = timezone.now() + timedelta(days=days) if change == RoleChange.GRANT and days else None
        asked = RoleProposal(
            actor_id=self.user.pk,
            change=change,
            address=person.email,
            role=role,
            ends_at=ends_at,
            reason="a new project",
        )
        self.proves(asked)
        with playing("console"):
            signed_actions.submit(asked)
        return asked

    def decides(self, proposal: RoleProposal, verdict: ProposalAnswer = ProposalAnswer.AGREE) -> RoleDecision:
        """Say yes or no to a proposal, as the console does."""
        decision = RoleDecision(actor_id=self.user.pk, proposal=proposal, answer=verdict)
        self.proves(decision)
        with playing("console"):
            signed_actions.submit(decision)
        return decision


def outcome_of(act: SignedAction) -> SignedActionOutcome:
    """What the worker makes of it."""
    with playing("staffing"):
        worker.decide_waiting()
    return SignedActionOutcome.objects.get(action_id=act.pk)


def test_the_roles_that_take_two_are_those_that_decide() -> None:
    assert {str(role) for role in APPROVER_ROLES} == {"data_engineer", "security_engineer"}


def test_one_security_engineer_gives_a_role_that_approves_nothing() -> None:
    olga, mia = Engineer("olga"), member("mia")
    outcome = outcome_of(olga.proposes(RoleChange.GRANT, mia, "executive"))
    assert (outcome.state, outcome.object_id) == (ActionOutcome.DONE, mia.pk)
    given = StaffRole.objects.get(user=mia)
    assert (given.role, given.proposed_by, given.approved_by) == ("executive", olga.user.pk, None)
    assert company_roles_of(mia.pk) == ["executive"]
    assert Event.objects.filter(action="staff.granted", actor_id=olga.user.pk, login="staffing").count() == 1
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {mia.email, olga.user.email}
    assert not RoleProposal.objects.exclude(address="").exists()


def test_a_role_that_approves_takes_a_second_person_and_everybody_hears_of_it() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(RoleChange.GRANT, mia, "data_engineer")
    assert outcome_of(asked).state == ActionOutcome.WAITING
    assert company_roles_of(mia.pk) == []
    assert mia.email not in OutgoingMail.objects.values_list("recipient", flat=True)
    assert outcome_of(ivo.decides(asked)).state == ActionOutcome.DONE
    assert outcome_of(asked).state == ActionOutcome.DONE
    given = StaffRole.objects.get(user=mia)
    assert (given.proposed_by, given.approved_by) == (olga.user.pk, ivo.user.pk)
    assert OutgoingMail.objects.filter(recipient=mia.email).count() == 1


def test_the_second_person_may_refuse() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(RoleChange.GRANT, mia, "security_engineer")
    outcome_of(asked)
    outcome_of(ivo.decides(asked, ProposalAnswer.REFUSE))
    assert outcome_of(asked).state == ActionOutcome.REFUSED
    assert company_roles_of(mia.pk) == []


def test_a_proposal_that_nobody_agrees_to_is_closed_after_a_week() -> None:
    olga, ivo, mia = Engineer("olga"), Engineer("ivo"), member("mia")
    asked = olga.proposes(RoleChange.GRANT, mia, "data_engineer")
    outcome_of(asked)
    SignedActionOutcome.objects.update(updated_at=timezone.now() - timedelta(days=8))
    late = ivo.decides(asked)
    assert (outcome_of(late).state, outcome_of(late).message) == (ActionOutcome.REFUSED, worker.NOT_WAITING)
    assert (outcome_of(asked).state, outcome_of(asked).message) == (ActionOutcome.REFUSED, worker.CLOSED)
    assert not RoleProposal.objects.exclude(address="").exists()


def test_a_passkey_proves_an_act_by_signing_exactly_it() -> None:
    olga, mia = Engineer("olga"), member("mia")
    passkey = with_passkey(olga.user, "console.localhost", ORIGIN)
    asked = RoleProposal(
        actor_id=olga.user.pk, change=RoleChange.GRANT, address=mia.email, role="executive", reason="a project"
    )
    asked.ends_at = timezone.now() + timedelta(days=3)
    asked.signature_kind = SignatureKind.PASSKEY
    asked.signature = json.dumps(passkey.used(digest_of(asked), ORIGIN, olga.user))
    signed_actions.submit(asked)
    assert outcome_of(asked).state == ActionOutcome.DONE


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
    outcome = outcome_of(olga.proposes(RoleChange.GRANT, mia, "executive", days))
    assert outcome.state == ActionOutcome.REFUSED and says in outcome.message


def test_an_approver_role_lasts_a_quarter_at_most_and_the_form_says_so() -> None:
    outcome = outcome_of(Engineer("olga").proposes(RoleChange.GRANT, member("mia"), "data_engineer", 93))
    assert outcome.state == ActionOutcome.REFUSED and "92 days away at most" in outcome.message


def test_ending_takes_one_person_and_works_at_once_but_never_the_last_who_gives_roles() -> None:
    olga, ivo = Engineer("olga"), Engineer("ivo")
    assert outcome_of(olga.proposes(RoleChange.REVOKE, ivo.user, "security_engineer")).state == ActionOutcome.DONE
    assert company_roles_of(ivo.user.pk) == []
    with pytest.raises(StaffingRefused, match="last security engineer"):
        staff.revoke(user=olga.user, role="security_engineer", by="a test")


def test_whoever_is_no_security_engineer_changes_nothing() -> None:
    olga, tom = Engineer("olga"), Engineer("tom")
    StaffRole.objects.filter(user=tom.user).delete()
    staff.grant(user=tom.user, role="data_scientist", by="a test")
    outcome = outcome_of(tom.proposes(RoleChange.REVOKE, olga.user, "security_engineer"))
    assert outcome.state == ActionOutcome.REFUSED and "Only a security engineer" in outcome.message


def test_a_role_is_overdue_after_a_quarter_kept_by_a_word_and_ends_after_the_grace() -> None:
    olga, mia = Engineer("olga"), employed("mia", "executive")
    roles = StaffRole.objects.filter(user=mia)
    roles.update(reviewed_at=timezone.now() - REVIEW_EVERY)
    assert StaffRole.objects.overdue().get().user == mia
    assert outcome_of(olga.proposes(RoleChange.CONFIRM, mia, "executive")).state == ActionOutcome.DONE
    assert roles.get().reviewed_by == olga.user.pk
    assert not StaffRole.objects.overdue().exists()
    roles.update(reviewed_at=timezone.now() - REVIEW_EVERY - REVIEW_GRACE)
    assert company_roles_of(mia.pk) == []


def test_security_engineers_are_reminded_once_a_month_of_what_is_overdue() -> None:
    Engineer("olga")
    mia = employed("mia", "executive")
    StaffRole.objects.filter(user=mia).update(reviewed_at=timezone.now() - REVIEW_EVERY)
    OutgoingMail.objects.all().delete()
    with playing("staffing"):
        assert [reminders.send_reminders(), reminders.send_reminders()] == [1, 0]
        reminders.delete_used_codes()
    mail = OutgoingMail.objects.get()
    assert (mail.recipient, "mia@example.org, executive" in mail.text) == ("olga@example.org", True)
    StaffRole.objects.filter(user=mia).update(reminded_at=timezone.now() - timedelta(days=31))
    with playing("staffing"):
        assert reminders.send_reminders() == 1
