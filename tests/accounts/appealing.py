"""Appeals for tests: two people with one document, and what two of the company decide."""

from accounts.actions import appeals
from accounts.enums import AppealState
from accounts.identity import outcomes
from accounts.models import User, VerificationAppeal, VerificationRequest, VerificationSession
from accounts.providers.interface import DocumentFacts
from reviews_site.ids import uuid7
from tests.accounts.conftest import PASSPORT, StandIn, opened_session
from tests.accounts.people import member
from tests.conftest import playing

WORDS = "I have lost the key to an account of mine, and made this one."
FIRST, SECOND = uuid7(), uuid7()


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
    """The person's appeal, as web writes it."""
    with playing("web"):
        appeals.ask(WORDS, by=user)
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


def decided(appeal: VerificationAppeal, outcome: AppealState) -> None:
    """What two people of the company do at the console."""
    with playing("console"):
        appeals.propose(appeal.pk, outcome, because="They told us what stands in it.", by=FIRST)
        appeals.decide(appeal.pk, agrees=True, by=SECOND)
