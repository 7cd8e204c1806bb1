"""Attacks on documents of claims: somebody else's, read by web, by a role without the right, unlogged, or kept."""

from pathlib import Path

import psycopg
import pytest

from accounts.models import User
from restaurants.actions import claim_documents, claims
from restaurants.claims.documents import open_document
from restaurants.enums import ClaimDocumentState
from restaurants.exceptions import ClaimRefused
from restaurants.models import Claim, ClaimDocument
from restaurants.selectors.claims import own_claim
from restaurants.tasks.photos import publish_due, sweep
from reviews_site.audit.models import Event
from reviews_site.crypto.keyring import NotEntitled
from reviews_site.ids import uuid7
from reviews_site.policy import Role
from tests.analytics.staffing import at_the_console
from tests.attacks.test_photos import sent
from tests.conftest import AsProcess, Login, playing
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.restaurants import factories
from tests.restaurants.claims import claimed, place
from tests.restaurants.photos import CANARY, objects, photo, with_canaries

__all__ = ["ledger_of_its_own", "objects"]
pytestmark = pytest.mark.usefixtures("objects")
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
INSERT = "INSERT INTO restaurants_claimdocument (id, claim_id, user_id) VALUES (%s, %s, %s)"


def documented(by: User, content: bytes | None = None) -> ClaimDocument:
    """A document of an open claim, decoded and sealed."""
    claim = claimed(place(), by)
    with playing("web"):
        claim_documents.send(claim=claim, file=sent(content or photo()), by=by)
    with playing("media"):
        publish_due()
    return ClaimDocument.objects.get(state=ClaimDocumentState.WAITING)


def files(objects: Path) -> list[Path]:
    return [path for path in objects.rglob("*") if path.is_file()]


def path_of(document: ClaimDocument) -> str:
    return f"/claims/{document.claim_id}/documents/{document.pk}/"


@pytest.mark.protection("claim_document_ownership")
@pytest.mark.django_db(transaction=True)
def test_somebody_adds_a_document_to_the_claim_of_another(login: Login) -> None:
    claim, mallory = claimed(place(), factories.confirmed("ada")), factories.confirmed("mallory")
    with playing("web"), pytest.raises(ClaimRefused):
        claim_documents.send(claim=claim, file=sent(photo()), by=mallory)
    with pytest.raises(psycopg.errors.CheckViolation):
        login("default", "web").execute(INSERT, [uuid7(), claim.pk, mallory.pk])


@pytest.mark.protection("claim_documents_unread_by_web")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    ["SELECT token FROM restaurants_claimdocument", "UPDATE restaurants_claimdocument SET state = 'waiting'"],
)
def test_webs_login_reads_or_changes_a_document(login: Login, statement: str) -> None:
    claimed(place(), factories.confirmed("ada"))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        login("default", "web").execute(statement)


@BOTH
@pytest.mark.protection("claim_documents_sealed")
def test_web_finds_the_file_of_a_document(objects: Path) -> None:
    document = documented(factories.confirmed("ada"))
    (file,) = files(objects)
    assert b"WEBP" not in file.read_bytes()
    with playing("web"), pytest.raises(NotEntitled):
        open_document(document)


@BOTH
@pytest.mark.protection("claim_document_roles")
def test_other_roles_and_claimants_of_the_staff_open_a_document() -> None:
    document = documented(factories.confirmed("ada"))
    analyst = at_the_console("mara", "marketing_analyst").get(path_of(document))
    assert analyst.status_code == 403 and not analyst.content.startswith(b"RIFF")
    support = at_the_console("sue", "customer_support")
    Claim.objects.update(user=(sue := User.objects.get(email="sue@example.org")))
    ClaimDocument.objects.update(user=sue)
    own = support.get(path_of(document))
    assert own.status_code == 403 and not own.content.startswith(b"RIFF")


@BOTH
@pytest.mark.protection("claim_document_looks_logged")
def test_a_look_leaves_no_line_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    document, reader = documented(factories.confirmed("ada")), at_the_console("sue", "customer_support")
    assert reader.get(path_of(document)).content.startswith(b"RIFF")
    assert Event.objects.filter(action="claim_document.opened", object_id=document.pk).exists()

    def refuse(*_args: object, **_named: object) -> None:
        raise psycopg.OperationalError("The log is not there.")

    monkeypatch.setattr("restaurants.actions.claim_documents.record", refuse)
    with playing("console"), pytest.raises(psycopg.OperationalError):
        claim_documents.look_at(document=document, by=uuid7(), roles=[Role.CUSTOMER_SUPPORT])


@BOTH
@pytest.mark.protection("claim_document_escapes")
def test_a_document_runs_or_tells_something_in_the_browser_of_staff(objects: Path) -> None:
    document = documented(factories.confirmed("ada"), with_canaries("JPEG"))
    seen = at_the_console("sue", "customer_support").get(path_of(document))
    assert seen["Content-Type"] == "image/webp" and seen["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in seen["Content-Security-Policy"] and "no-store" in seen["Cache-Control"]
    assert CANARY not in seen.content
    assert not any(CANARY in file.read_bytes() for file in files(objects))


@BOTH
@pytest.mark.protection("claim_documents_end")
def test_a_document_stays_when_its_claim_has_ended(objects: Path) -> None:
    document = documented(ada := factories.confirmed("ada"))
    with playing("web"):
        claims.withdraw(claim=own_claim(ada, document.claim_id), by=ada)
    with playing("media"):
        publish_due()
        sweep()
    assert (ClaimDocument.objects.count(), files(objects)) == (0, [])


@pytest.mark.protection("photos_erased")
@pytest.mark.django_db(databases=["default", "vault", "analytical"])
def test_of_somebody_who_is_erased_a_document_stays(
    as_process: AsProcess, objects: Path, ledger_of_its_own: Path
) -> None:
    documented(mia := confirmed("mia"), with_canaries("JPEG"))
    assert len(files(objects)) == 1
    erased(mia, as_process)
    assert (ClaimDocument.objects.count(), files(objects)) == (0, [])
