"""Appeals for tests: two people with one document, and what two of the company prove and decide."""

from itertools import count

from accounts.actions import appeals, signed_actions
from accounts.enums import ActionOutcome, AppealState, AppealStep
from accounts.identity import outcomes
from accounts.models import (
    AppealAction,
    SignedActionOutcome,
    User,
    VerificationAppeal,
    VerificationRequest,
    VerificationSession,
)
from accounts.providers.interface import DocumentFacts
from tests.accounts.conftest import PASSPORT, StandIn, opened_session
from tests.accounts.test_staffing import Engineer, outcome_of
from tests.accounts.users import member
from tests.conftest import playing

WORDS = "I have lost the key to an account of mine, and made this one."
REASON = "They told us what stands in it."
_NUMBER = count(1)


def shows_document(user: User, stand_in: StandIn, document: DocumentFacts = PASSPORT) -> VerificationSession:
    """A check of the person's with the document, settled."""
    session = opened_session(user)
    stand_in.will_confirm(session, document)
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    return VerificationSession.objects.get(pk=session.pk)


def two_with_one_document(stand_in: StandIn) -> tuple[User, User]:
    """Ada, whom the passport confirmed, and Bruno, who was refused with it."""
    ada, bruno = member("ada"), member("bruno")
    shows_document(ada, stand_in)
    shows_document(bruno, stand_in)
    return ada, bruno


def appealed(user: User) -> VerificationAppeal:
    """The person's appeal, as web writes it. Who has a company role appealed before they had it."""
    with playing("migrator" if user.staff_roles.exists() else "web"):
        appeals.submit(WORDS, by=user)
    return VerificationAppeal.objects.get(user=user, state=AppealState.OPEN)


def refused_by_itself(user: User) -> VerificationAppeal:
    """An appeal without a check."""
    request = VerificationRequest.objects.create(user=user)
    VerificationSession.objects.create(
        request=request,
        provider="sandbox",
        provider_session_id=str(request.pk),
        state="refused",
        reason="document_in_use",
    )
    return appealed(user)


def two_of_the_company() -> tuple[Engineer, Engineer]:
    """Somebody of customer support, and a security engineer."""
    number = next(_NUMBER)
    return Engineer(f"sue{number}", "customer_support"), Engineer(f"olga{number}")


def act_on(
    appeal: VerificationAppeal, by: User, step: AppealStep, outcome: AppealState = AppealState.GRANTED
) -> AppealAction:
    """What somebody says to an appeal, without a proof."""
    return AppealAction(actor_id=by.pk, appeal_id=appeal.pk, step=step, outcome=outcome, reason=REASON)


def says(
    who: Engineer, appeal: VerificationAppeal, step: AppealStep, outcome: AppealState = AppealState.GRANTED
) -> SignedActionOutcome:
    """Say it at the console, with a code; what the worker makes of it."""
    act = who.proves(act_on(appeal, who.user, step, outcome))
    with playing("console"):
        signed_actions.submit(act)
    return outcome_of(act)


def decided(appeal: VerificationAppeal, outcome: AppealState) -> None:
    """What two people of the company do at the console, and the worker then."""
    support, security = two_of_the_company()
    for who, step in ((support, AppealStep.PROPOSE), (security, AppealStep.AGREE)):
        made = says(who, appeal, step, outcome)
        assert made.state == ActionOutcome.DONE, made.message
