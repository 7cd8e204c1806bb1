"""Appealing against a refusal: who may, what the page says, and what a grant moves."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import appeals
from accounts.enums import ActionOutcome, AppealState, AppealStep, VerificationState
from accounts.exceptions import AppealRefused
from accounts.identity import digests, outcomes
from accounts.models import (
    AppealAction,
    OutgoingMail,
    User,
    VerificationAppeal,
    VerificationSession,
    VerificationStatus,
)
from accounts.providers.interface import DocumentFacts, DocumentType
from accounts.rules import APPEAL_TRANSITIONS
from accounts.selectors import is_confirmed, verification_of
from accounts.staffing import appeals as appeals_by_proof
from accounts.vault.models import DigestTransfer, IdentityDigest
from reviews_site.audit.models import Event
from tests.accounts.appeals import (
    REASON,
    WORDS,
    appealed,
    decided,
    says,
    shows_document,
    two_of_the_company,
    two_with_one_document,
)
from tests.accounts.conftest import StandIn, opened_session
from tests.accounts.factors import signed_in_twice_over
from tests.accounts.users import member
from tests.conftest import playing

pytestmark = pytest.mark.django_db(databases=["default", "vault"])
PAGE, APPEAL = "/verification/", "/verification/appeal/"
_TOKEN = re.compile(r'value="[A-Za-z0-9]{64}"')


def page_of(client: Client, user: User) -> str:
    signed_in_twice_over(client, user)
    return str(client.get(PAGE).content.decode())


def test_an_appeal_is_written_once_and_its_state_stands_on_the_page(client: Client, stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    assert f'href="{APPEAL}"' in page_of(client, bruno)
    assert "Write a little more" in client.post(APPEAL, {"words": "It is mine."}).content.decode()
    assert client.post(APPEAL, {"words": WORDS})["Location"] == PAGE
    assert (VerificationAppeal.objects.get().state, VerificationAppeal.objects.get().statement) == ("open", WORDS)
    page = str(client.get(PAGE).content.decode())
    assert "looking at your appeal" in page
    assert f'href="{APPEAL}"' not in page
    assert client.post(APPEAL, {"words": WORDS})["Location"] == PAGE
    assert VerificationAppeal.objects.count() == 1


def test_who_was_not_refused_for_it_has_nothing_to_appeal(client: Client, stand_in: StandIn) -> None:
    ada, _ = two_with_one_document(stand_in)
    signed_in_twice_over(client, ada)
    assert client.get(APPEAL)["Location"] == PAGE
    with playing("web"), pytest.raises(AppealRefused):
        appeals.submit(WORDS, by=ada)


def test_a_refusal_that_stays_says_why_and_is_appealed_once(client: Client, stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    decided(appealed(bruno), AppealState.UPHELD)
    page = page_of(client, bruno)
    assert "Your appeal was not granted" in page
    assert "They told us what stands in it." in page
    assert f'href="{APPEAL}"' not in page
    # Another check, and another refusal: what was decided on the one before is not said of it.
    assert shows_document(bruno, stand_in).state == VerificationState.REFUSED
    page = str(client.get(PAGE).content.decode())
    assert "Your appeal was not granted" not in page
    assert f'href="{APPEAL}"' in page


def test_a_grant_moves_the_proof_and_ends_the_other_confirmation(client: Client, stand_in: StandIn) -> None:
    ada, bruno = two_with_one_document(stand_in)
    decided(appeal := appealed(bruno), AppealState.GRANTED)
    assert "Your appeal was granted" in page_of(client, bruno)
    before = IdentityDigest.objects.get()
    confirmed_at = VerificationStatus.objects.get(user=ada).confirmed_at
    assert shows_document(bruno, stand_in).state == VerificationState.CONFIRMED
    assert (is_confirmed(ada), is_confirmed(bruno)) == (False, True)
    after = IdentityDigest.objects.get()
    assert (after.pk, after.holder == before.holder) == (before.pk, False)
    assert DigestTransfer.objects.get().appeal_id == appeal.pk
    appeal.refresh_from_db()
    assert appeal.state == AppealState.USED
    # When she was confirmed stays, for her reviews.
    assert VerificationStatus.objects.get(user=ada).confirmed_at == confirmed_at
    assert verification_of(ada).state is VerificationState.TRANSFERRED
    assert set(Event.objects.filter(object_id__in=[appeal.pk, ada.pk]).values_list("action", flat=True)) >= {
        "appeal.submitted",
        "appeal.proposed",
        "appeal.decided",
        "verification.appeal_used",
        "verification.transferred",
    }


def test_a_grant_serves_once(stand_in: StandIn) -> None:
    ada, bruno = two_with_one_document(stand_in)
    decided(appealed(bruno), AppealState.GRANTED)
    shows_document(bruno, stand_in)
    decided(_appeal_of_ended(ada, stand_in), AppealState.GRANTED)
    assert shows_document(ada, stand_in).state == VerificationState.CONFIRMED
    assert shows_document(bruno, stand_in).state == VerificationState.REFUSED


def _appeal_of_ended(user: User, stand_in: StandIn) -> VerificationAppeal:
    assert shows_document(user, stand_in).state == VerificationState.REFUSED
    return appealed(user)


def test_a_person_with_an_ended_confirmation_reads_so_and_not_who_has_it(client: Client, stand_in: StandIn) -> None:
    ada, bruno = two_with_one_document(stand_in)
    decided(appealed(bruno), AppealState.GRANTED)
    shows_document(bruno, stand_in)
    page = page_of(client, ada)
    assert "Your confirmation has ended" in page
    assert not any(said in page for said in ("bruno", "Bruno", str(bruno.pk)))


def test_a_crash_between_the_two_stores_heals(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    _, bruno = two_with_one_document(stand_in)
    decided(appealed(bruno), AppealState.GRANTED)
    session = opened_session(bruno)
    stand_in.will_confirm(session)
    with monkeypatch.context() as broken, playing("identity"), pytest.raises(OSError, match="gone"):
        broken.setattr(digests, "transfer", _gone)
        outcomes.fetch_outcome(session.pk)
    with playing("identity"):
        outcomes.fetch_outcome(session.pk)
    assert VerificationSession.objects.get(pk=session.pk).state == VerificationState.CONFIRMED
    assert is_confirmed(bruno)


def _gone(**_named: object) -> None:
    raise OSError("the vault is gone")


def test_the_page_is_the_same_whosever_the_document_is(client: Client, stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    carla, dan = member("carla"), member("dan")
    another = DocumentFacts(DocumentType.PASSPORT, "AT", "P7654321", date(2033, 5, 1))
    shows_document(carla, stand_in, another)
    shows_document(dan, stand_in, another)
    pages = []
    for user in (bruno, dan):
        signed_in_twice_over(client, user)
        pages.append(_TOKEN.sub("", client.get("/verification/state/").content.decode()))
        client.logout()
    assert "Appeal" in pages[0]
    assert pages[0] == pages[1]


def test_who_does_not_agree_hands_it_back(stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    appeal, (support, security) = appealed(bruno), two_of_the_company()
    assert says(security, appeal, AppealStep.AGREE).message == appeals_by_proof.NOT_PROPOSED
    assert says(support, appeal, AppealStep.PROPOSE).state == ActionOutcome.DONE
    assert says(support, appeal, AppealStep.PROPOSE, AppealState.UPHELD).message == appeals_by_proof.PROPOSED
    assert says(security, appeal, AppealStep.HAND_BACK).state == ActionOutcome.DONE
    appeal.refresh_from_db()
    assert (appeal.state, appeal.proposed_outcome, appeal.proposed_by) == ("open", "", None)


def test_only_what_is_proposed_is_agreed_to(stand_in: StandIn) -> None:
    """What a colleague proposed was handed back, and is now the other thing: the proof was of the first."""
    _, bruno = two_with_one_document(stand_in)
    appeal, (support, security) = appealed(bruno), two_of_the_company()
    says(support, appeal, AppealStep.PROPOSE, AppealState.UPHELD)
    assert says(security, appeal, AppealStep.AGREE, AppealState.GRANTED).message == appeals_by_proof.NOT_PROPOSED
    assert VerificationAppeal.objects.get().state == AppealState.OPEN


def test_the_reason_is_in_the_appeal_and_not_in_the_answer(stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    decided(appealed(bruno), AppealState.GRANTED)
    assert VerificationAppeal.objects.get().reason == REASON
    assert set(AppealAction.objects.values_list("reason", "signature")) == {("", "")}


def test_every_state_of_an_appeal_is_in_the_machine() -> None:
    assert set(APPEAL_TRANSITIONS) == set(AppealState)


def mailed() -> list[tuple[str, str]]:
    """To whom and about what, once the worker had its turn, twice."""
    for _ in range(2):
        with playing("privacy"):
            appeals.notify_decided()
    return list(OutgoingMail.objects.order_by("id").values_list("recipient", "subject"))


def test_who_appealed_is_mailed_that_it_came_and_what_was_decided(stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    appeal = appealed(bruno)
    assert mailed() == [(bruno.email, "Your appeal is with us")]
    decided(appeal, AppealState.UPHELD)
    assert mailed()[1:] == [(bruno.email, "Your appeal is decided: the refusal stays")]
    letter = OutgoingMail.objects.order_by("-id")[0]
    assert "/verification/" in letter.text and "/verification/" in letter.html
    # The reason stands on the page: a mail is read by whoever has the mailbox.
    assert "They told us" not in letter.text + letter.html


def test_a_person_with_an_ended_confirmation_is_mailed_what_to_do_and_neither_learns_of_the_other(
    stand_in: StandIn,
) -> None:
    ada, bruno = two_with_one_document(stand_in)
    decided(appeal := appealed(bruno), AppealState.GRANTED)
    appeal.refresh_from_db()
    assert mailed()[1:] == [(bruno.email, "Your appeal was granted")]
    shows_document(bruno, stand_in)
    assert mailed()[2:] == [(ada.email, "Your confirmation has ended")]
    to_ada, to_bruno = OutgoingMail.objects.get(recipient=ada.email), OutgoingMail.objects.filter(recipient=bruno.email)
    assert "you can appeal" in to_ada.text and "the authority that issued it" in to_ada.text
    assert not any(said in to_ada.text + to_ada.html for said in ("bruno", "Bruno", str(bruno.pk), str(appeal.pk)))
    assert appeal.ends_at and f"{appeal.ends_at:%H:%M} UTC" in to_bruno.latest("id").text
    assert not any(said in each.text + each.html for each in to_bruno for said in ("ada", "Ada", str(ada.pk)))


def test_a_confirmation_that_ends_a_second_time_is_mailed_again(stand_in: StandIn) -> None:
    ada, bruno = two_with_one_document(stand_in)
    for loser, taker in ((ada, bruno), (bruno, ada), (ada, bruno)):
        if loser is bruno or DigestTransfer.objects.exists():
            assert shows_document(taker, stand_in).state == VerificationState.REFUSED
        decided(appealed(taker), AppealState.GRANTED)
        shows_document(taker, stand_in)
        assert mailed()[-1] == (loser.email, "Your confirmation has ended")


@pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
def test_words_and_reason_are_removed_ninety_days_after_the_decision(
    client: Client, stand_in: StandIn, days: int, kept: bool
) -> None:
    ada, bruno = two_with_one_document(stand_in)
    decided(appeal := appealed(bruno), AppealState.UPHELD)
    VerificationAppeal.objects.update(decided_at=timezone.now() - timedelta(days=days))
    with playing("privacy"):
        appeals.delete_old_statements()
    appeal.refresh_from_db()
    assert (appeal.statement == WORDS, appeal.reason != "", appeal.state) == (kept, kept, "upheld")
    assert "Your appeal was not granted" in page_of(client, bruno)
    assert not is_confirmed(bruno) and is_confirmed(ada)


def test_words_that_nobody_has_decided_on_stay(stand_in: StandIn) -> None:
    _, bruno = two_with_one_document(stand_in)
    appealed(bruno)
    VerificationAppeal.objects.update(submitted_at=timezone.now() - timedelta(days=400))
    with playing("privacy"):
        appeals.delete_old_statements()
    assert VerificationAppeal.objects.get().statement == WORDS
