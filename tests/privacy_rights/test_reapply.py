"""After a restore of an older backup, whoever the ledger names is erased again in each store, and nobody else."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.actions import consents
from accounts.models import Profile, User, VerificationStatus
from accounts.rules import confirmation_ends_at
from accounts.vault.models import DigestErasure, IdentityDigest
from analytics.ingest import relay
from analytics.ingest.models import ErasedPerson, PrivacyRequest
from analytics.ingest.models import Review as CoreReview
from mlmodels.models import ModelRelease
from privacy_rights.enums import ErasureState
from privacy_rights.erasure import ledger
from privacy_rights.erasure.reapply import ReapplyResult, find_missing
from privacy_rights.erasure.reapply import reapply as reapply_all
from privacy_rights.models.erasure import ErasureRequest
from restaurants.models import Restaurant, RestaurantRating, Review
from reviews_site.crypto.pseudonym import pseudonym
from reviews_site.outbox.models import Event
from reviews_site.privacy import IdentifierKind
from reviews_site.processes import Purpose
from tests.conftest import AsProcess
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own, proofs_of, review

pytestmark = [
    pytest.mark.django_db(databases=["default", "vault", "analytical"]),
    pytest.mark.usefixtures("ledger_of_its_own"),
]
__all__ = ["ledger_of_its_own"]
NOTHING: dict[str, set[uuid.UUID]] = {"default": set(), "vault": set(), "analytical": set()}


@pytest.fixture
def restored(as_process: AsProcess) -> Callable[[User], None]:
    """Put the stores into the state of before somebody's erasure, as a restore of all of them does."""

    def restore(user: User) -> None:
        with connections["vault"].cursor() as cursor:
            cursor.execute("ALTER TABLE vault_digesterasure DISABLE TRIGGER vault_digesterasure_append_only")
            cursor.execute("DELETE FROM vault_digesterasure")
            cursor.execute("ALTER TABLE vault_digesterasure ENABLE ALWAYS TRIGGER vault_digesterasure_append_only")
        for rows in (ErasureRequest, PrivacyRequest, ErasedPerson):
            rows.objects.all().delete()
        again = User(pk=user.pk, email=user.email, password=user.password)
        again.save(force_insert=True)
        Profile.objects.create(user=again, display_name="Mia again")
        EmailAddress.objects.create(user=again, email=again.email, verified=True, primary=True)
        now = timezone.now()
        status = {"state": "confirmed", "level": "document", "provider": "sandbox", "country": "AT"}
        VerificationStatus.objects.create(
            user=again, **status, confirmed_at=now, expires_at=confirmation_ends_at(now, None)
        )
        consents.accept_documents(by=again, page="signup")
        proofs_of(again, as_process)
        review(again, "golden-carp", 5)
        with as_process("relay"):
            relay.drain()

    return restore


def reapply(as_process: AsProcess) -> dict[str, ReapplyResult]:
    with as_process("migrator"):
        return reapply_all()


def test_whoever_came_back_is_erased_again_and_nobody_else(
    as_process: AsProcess, restored: Callable[[User], None]
) -> None:
    mia, noa = confirmed("mia"), confirmed("noa")
    for user in (mia, noa):
        proofs_of(user, as_process)
        review(user, "golden-carp", 5)
    number = erased(mia, as_process).pk
    assert find_missing() == NOTHING
    restored(mia)
    assert find_missing() == {store: {number} for store in NOTHING}
    assert reapply(as_process) == dict.fromkeys(NOTHING, ReapplyResult(1, 1))
    assert find_missing() == NOTHING
    assert list(User.objects.values_list("pk", flat=True)) == [noa.pk]
    assert list(Review.objects.values_list("author_id", flat=True)) == [noa.pk]
    sums = RestaurantRating.objects.get(restaurant=Restaurant.objects.get())
    assert (sums.count, sums.total) == (1, 5)
    assert IdentityDigest.objects.count() == CoreReview.objects.count() == 1
    person = pseudonym(Purpose.PSEUDONYM_REVIEWER, mia.pk)
    assert not Event.objects.filter(person=str(person)).exists()
    request = ErasureRequest.objects.get(pk=number)
    assert (request.state, request.user_id, request.email) == (ErasureState.DONE, None, "")
    assert PrivacyRequest.objects.get().person is None
    assert ErasedPerson.objects.count() == 1


def test_models_of_the_backup_are_marked_again_and_those_of_no_backup_are_not(
    as_process: AsProcess, restored: Callable[[User], None]
) -> None:
    said = {"digest": "", "accepted_at": timezone.now(), "trained_on": ["core.reviews"]}
    release = ModelRelease.objects.create(name="of_reviews", version=1, **said)
    mia = confirmed("mia")
    review(mia, "golden-carp", 5)
    erased(mia, as_process)
    reapply(as_process)
    release.refresh_from_db()
    assert release.erased_since == 1
    ModelRelease.objects.update(erased_since=0, last_erasure_at=None)
    restored(mia)
    for _ in range(2):
        reapply(as_process)
        release.refresh_from_db()
        assert release.erased_since == 1


def test_a_store_that_never_knew_them_only_notes_it(as_process: AsProcess) -> None:
    number = uuid.uuid4()
    with as_process("privacy"):
        names = [
            (name, uuid.uuid4().bytes)
            for name in (IdentifierKind.ACCOUNT, IdentifierKind.REVIEWER, IdentifierKind.HOLDER)
        ]
        ledger.append(number, names, at=timezone.now())
    assert reapply(as_process) == dict.fromkeys(NOTHING, ReapplyResult(1, 0))
    assert find_missing() == NOTHING
    assert DigestErasure.objects.get().pk == number


def test_a_start_does_it_by_itself(
    as_process: AsProcess, restored: Callable[[User], None], capsys: pytest.CaptureFixture[str]
) -> None:
    mia = confirmed("mia")
    erased(mia, as_process)
    restored(mia)
    with as_process("migrator"):
        call_command("erasures", "reapply")
        assert "default: 1 were missing, of 1 there was something to erase" in capsys.readouterr().out
        call_command("erasures", "reapply")
        assert capsys.readouterr().out == "every erasure of the ledger is carried out\n"
    assert not User.objects.exists()


def test_a_ledger_that_was_cut_stops_the_start(as_process: AsProcess, ledger_of_its_own: Path) -> None:
    erased(confirmed("mia"), as_process)
    (ledger_of_its_own / "erasures.jsonl").write_text("")
    with as_process("migrator"), pytest.raises(CommandError, match="it was cut, or is an older copy"):
        call_command("erasures", "reapply")
