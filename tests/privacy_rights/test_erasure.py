"""Deleting one's account: asked for on a page, announced by mail, taken back or carried out, with a receipt."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.actions import staff
from accounts.models import OutgoingMail, User
from accounts.vault.models import DigestErasure, IdentityDigest
from analytics.ingest.models import PrivacyRequest, UserDemographics
from analytics.ingest.models import Review as CoreReview
from privacy_rights.actions import erasures
from privacy_rights.data_subjects import erased_tables
from privacy_rights.enums import ErasureState
from privacy_rights.erasure import deletion, ledger, worker
from privacy_rights.models.erasure import ErasureRequest
from privacy_rights.rules import ERASURE_TRANSITIONS
from privacy_rights.tasks.privacy import run_due
from restaurants.actions import owners
from restaurants.models import RestaurantRating
from reviews_site.audit.models import Event as AuditEvent
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.privacy import IdentifierKind
from reviews_site.processes import Purpose
from tests.analytics.conftest import make_restaurant
from tests.conftest import AsProcess, ProcessClient
from tests.privacy_rights.erasing import (
    ask,
    confirmed,
    erased,
    go_on,
    ledger_of_its_own,
    proofs_of,
    review,
    wait_is_over,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    pytest.mark.usefixtures("ledger_of_its_own"),
]
__all__ = ["ledger_of_its_own"]


def rows_of(user: User) -> dict[str, int]:
    """What the transactional store holds of somebody, by the declarations."""
    names = deletion.identifiers_of(user.pk, user.email, pseudonym(Purpose.PSEUDONYM_REVIEWER, user.pk))
    return {
        model._meta.db_table: count
        for model, subject in erased_tables("default")
        if (count := model._base_manager.filter(**{subject.path: names[subject.kind]}).count())
    }


def test_everything_goes_and_everybody_else_stays(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    for user in (mia, noa):
        proofs_of(user, as_process)
        review(user, "golden-carp", 5)
        review(user, "silver-pike", 2)
    before = rows_of(noa)
    assert rows_of(mia).keys() == before.keys()
    request = erased(mia, as_process)
    assert request.state == ErasureState.DONE
    assert rows_of(mia) == {"accounts_outgoingmail": 1}, "The receipt, until it is sent."
    assert rows_of(noa) == before
    assert CoreReview.objects.count() == 2
    assert not UserDemographics.objects.filter(person=pseudonym(Purpose.PSEUDONYM_REVIEWER, mia.pk)).exists()
    assert IdentityDigest.objects.count() == 1
    assert list(DigestErasure.objects.values_list("digests", flat=True)) == [1]


def test_the_sums_of_restaurants_are_put_right(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    review(mia, "golden-carp", 5)
    review(noa, "golden-carp", 2)
    erased(mia, as_process)
    sums = RestaurantRating.objects.get()
    assert (sums.count, sums.total, sums.stars) == (1, 2, (0, 1, 0, 0, 0))


def test_the_receipt_counts_deleted_rows_and_then_names_nobody(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    proofs_of(mia, as_process)
    review(mia, "golden-carp", 5)
    request = erased(mia, as_process)
    mail = OutgoingMail.objects.get(subject="Your account is deleted")
    assert mail.recipient == mia.email
    assert (
        "reviews 1," in mail.text and "1 digest of an identity document." in mail.text and str(request.pk) in mail.text
    )
    assert (request.user_id, request.person, request.email, request.holders) == (None, None, "", None)
    public = PrivacyRequest.objects.get()
    assert (public.person, public.reviews) == (None, None)
    page = ProcessClient().get(f"/erasures/{request.pk}/").content.decode()
    assert "Receipt sent" in page and page.count("Not yet") == 1, "Files are rewritten by a command."
    assert mia.email not in page and "reviews in statistics" not in page
    about = AuditEvent.objects.filter(object_id=request.pk).order_by("id").values_list("action", flat=True)
    assert list(about) == [
        *("erasure.asked", "erasure.waiting", "erasure.erasing"),
        *("erasure.deleted", "erasure.forgotten", "erasure.done"),
    ]


def test_the_owner_is_mailed_and_nothing_happens_before_the_wait_is_over(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    request = ask(mia, as_process)
    for _ in range(3):
        go_on(as_process)
    request.refresh_from_db()
    assert request.state == ErasureState.WAITING
    assert request.due_at and 50 < (request.due_at - timezone.now()).total_seconds() <= 60
    mail = OutgoingMail.objects.get(subject="Your account will be deleted")
    assert (mail.recipient, "Keep my account" in mail.text) == (mia.email, True)
    assert User.objects.filter(pk=mia.pk).exists()


def test_a_cancelled_request_is_kept_and_names_nobody_any_more(as_process: AsProcess) -> None:
    mia = confirmed("mia")
    request = ask(mia, as_process)
    go_on(as_process)
    with as_process("web"):
        assert erasures.cancel_erasure(by=mia)
        assert not erasures.cancel_erasure(by=mia)
    wait_is_over()
    go_on(as_process)
    request.refresh_from_db()
    assert (request.state, request.user_id) == (ErasureState.CANCELLED, None)
    assert User.objects.filter(pk=mia.pk).exists()
    assert OutgoingMail.objects.filter(subject="Your account stays").exists()
    assert ledger.size() == 0
    assert ask(mia, as_process).state == ErasureState.ASKED


def test_a_crash_between_any_two_steps_is_gone_on_with(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    mia = confirmed("mia")
    review(mia, "golden-carp", 5)
    ask(mia, as_process)
    go_on(as_process)
    wait_is_over()
    for name in ("_notify_analytics", "_follow"):
        with monkeypatch.context() as broken:

            def crash(*_: object) -> None:
                raise SystemExit

            broken.setattr(worker, name, crash)
            for _ in range(2):
                with pytest.raises(SystemExit), as_process("privacy"):
                    run_due()
                    run_due()
        assert ErasureRequest.objects.get().state == ErasureState.ERASING
        with as_process("privacy"):
            run_due()
    for _ in range(4):
        go_on(as_process)
    assert ErasureRequest.objects.get().state == ErasureState.DONE
    with as_process("privacy"):
        names = [line.name for line in ledger.read()]
    assert names == ["account", "reviewer", "holder"]


def test_the_ledger_names_nobody(as_process: AsProcess, ledger_of_its_own: Path) -> None:
    mia = confirmed("mia")
    erased(mia, as_process)
    text = (ledger_of_its_own / "erasures.jsonl").read_text()
    person = pseudonym(Purpose.PSEUDONYM_REVIEWER, mia.pk)
    for value in (mia.pk, person):
        assert str(value) not in text and value.hex not in text
    assert [json.loads(line)["number"] for line in text.splitlines()] == [1, 2, 3]
    with as_process("privacy"):
        assert ledger.entry_code(IdentifierKind.ACCOUNT, mia.pk.bytes) in {line.code for line in ledger.read()}


def test_a_pseudonym_that_is_anothers_is_not_carried_out(as_process: AsProcess) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    review(noa, "golden-carp", 5)
    ask(mia, as_process)
    ErasureRequest.objects.update(person=pseudonym(Purpose.PSEUDONYM_REVIEWER, noa.pk))
    go_on(as_process)
    wait_is_over()
    go_on(as_process)
    assert ErasureRequest.objects.get().state == ErasureState.REFUSED
    assert OutgoingMail.objects.get(subject="Your account was not deleted").recipient == mia.email
    assert User.objects.count() == 2
    assert ledger.size() == 0


@pytest.mark.parametrize("became", ["owner", "staff"])
def test_a_new_owner_is_refused_at_the_end_of_the_wait_and_mailed_why(as_process: AsProcess, became: str) -> None:
    mia = confirmed("mia")
    request = ask(mia, as_process)
    go_on(as_process)
    place = make_restaurant("golden-carp")
    if became == "owner":
        owners.grant(restaurant=place, user=mia, by=None)
    else:
        staff.grant(user=mia, role="executive", by="a test")
    wait_is_over()
    for _ in range(2):
        go_on(as_process)
    request.refresh_from_db()
    assert (request.state, request.user_id, request.email) == (ErasureState.REFUSED, None, "")
    assert User.objects.filter(pk=mia.pk).exists() and ledger.size() == 0
    mail = OutgoingMail.objects.get(subject="Your account was not deleted")
    assert mail.recipient == mia.email
    assert {"owner": "You manage a restaurant here", "staff": "This is a company account"}[became] in mail.text
    if became == "owner":
        owners.revoke(restaurant=place, user=mia, by=None)
        assert erased(mia, as_process).state == ErasureState.DONE


def test_every_state_has_its_ways_and_each_is_reached() -> None:
    assert set(ERASURE_TRANSITIONS) == set(ErasureState)
    reached = {ErasureState.ASKED}.union(*ERASURE_TRANSITIONS.values())
    assert reached == set(ErasureState)
