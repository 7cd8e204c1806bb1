"""Attacks on receipts: somebody else's, read by web, by a role without the right or from the bucket, or kept."""

from pathlib import Path

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actions import staff
from accounts.models import User
from restaurants.actions import receipts as actions
from restaurants.enums import ReceiptState
from restaurants.models import Receipt, Review
from restaurants.tasks.photos import publish_due
from restaurants.visit_confirmation.sealed_pictures import open_picture
from reviews_site.crypto.keyring import NotEntitled
from reviews_site.ids import uuid7
from reviews_site.policy import Denied, Role
from tests.analytics.staffing import at_the_console, employed
from tests.attacks.test_photos import sent
from tests.conftest import AsProcess, Login
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own
from tests.privacy_rights.erasing import review as review_of
from tests.restaurants import factories
from tests.restaurants.photos import CANARY, objects, photo, with_canaries

__all__ = ["ledger_of_its_own", "objects"]
pytestmark = pytest.mark.usefixtures("objects")
BOTH = pytest.mark.django_db(databases=["default", "analytical"])
SUPPORT = [Role.CUSTOMER_SUPPORT]


def waiting(author: User, review: Review, as_process: AsProcess, content: bytes | None = None) -> Receipt:
    with as_process("web"):
        actions.send(review=review, file=sent(content or photo()), by=author)
    with as_process("media"):
        publish_due()
    return Receipt.objects.get(review=review, state=ReceiptState.WAITING)


def reviewed() -> tuple[User, Review]:
    author = factories.confirmed("dora")
    return author, factories.review(factories.restaurant(), author)


def pictures(objects: Path) -> list[Path]:
    return [path for path in objects.rglob("*") if path.is_file()]


@BOTH
@pytest.mark.protection("receipt_ownership")
def test_somebody_sends_or_deletes_a_receipt_for_the_review_of_another(as_process: AsProcess) -> None:
    author, review = reviewed()
    stranger = factories.confirmed("sven")
    waiting(author, review, as_process)
    with pytest.raises(Denied):
        actions.remove(review=review, by=stranger)
    Receipt.objects.update(state=ReceiptState.REFUSED, token=None)
    with pytest.raises(Denied):
        actions.send(review=review, file=sent(photo()), by=stranger)


@pytest.mark.django_db(transaction=True)
@pytest.mark.protection("receipts_unread_by_web")
def test_injected_sql_reads_or_decides_receipts(login: Login) -> None:
    author, review = reviewed()
    web = login("default", "web")
    insert = "INSERT INTO restaurants_receipt (id, review_id, restaurant_id, author_id, visited_on)"
    values = [uuid7(), review.pk, review.restaurant_id, author.pk]
    web.execute(f"{insert} VALUES (%s, %s, %s, %s, current_date)", values)
    for statement in (
        "SELECT token FROM restaurants_receipt",
        "UPDATE restaurants_receipt SET state = 'confirmed'",
        f"SELECT restaurants_decide_receipt('{values[0]}', 'confirmed')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute(statement)


@BOTH
@pytest.mark.protection("receipts_sealed")
def test_web_finds_the_file_of_a_receipt(as_process: AsProcess, objects: Path) -> None:
    author, review = reviewed()
    receipt = waiting(author, review, as_process)
    (file,) = pictures(objects)
    assert b"WEBP" not in file.read_bytes()
    with as_process("web"), pytest.raises(NotEntitled):
        open_picture(receipt)


@BOTH
@pytest.mark.protection("receipt_roles")
@pytest.mark.parametrize("role", ["data_scientist", "security_engineer", "executive"])
def test_a_role_without_the_right_opens_a_receipt_and_decides(as_process: AsProcess, role: str) -> None:
    author, review = reviewed()
    receipt = waiting(author, review, as_process)
    reader = at_the_console("dana", role)
    seen = reader.get(f"/receipts/{receipt.pk}/picture/")
    assert seen.status_code == 403 and not seen.content.startswith(b"RIFF")
    reader.post(f"/receipts/{receipt.pk}/decision/", {"answer": "confirmed"})
    assert Review.objects.get().visit_confirmed_by == ""


@BOTH
@pytest.mark.protection("receipt_not_ones_own")
def test_staff_decide_on_a_receipt_of_their_own(as_process: AsProcess) -> None:
    author, review = reviewed()
    receipt = waiting(author, review, as_process)
    staff.grant(user=author, role="customer_support", by="a test")
    with as_process("console"), pytest.raises(Denied):
        actions.decide(receipt=receipt, answer=ReceiptState.CONFIRMED, by=author.pk, roles=SUPPORT)
    assert Review.objects.get().visit_confirmed_by == ""


@BOTH
@pytest.mark.protection("receipt_deleted_with_decision")
def test_a_receipt_stays_after_the_decision(as_process: AsProcess, objects: Path) -> None:
    author, review = reviewed()
    receipt = waiting(author, review, as_process, with_canaries("JPEG"))
    sealed = [path.read_bytes() for path in pictures(objects)]
    sue = employed("sue", "customer_support")
    with as_process("console"):
        actions.decide(receipt=receipt, answer=ReceiptState.REFUSED, by=sue.pk, roles=SUPPORT)
    left = [path.read_bytes() for path in pictures(objects)]
    assert [content for content in left if content in sealed or CANARY in content] == []


@pytest.mark.django_db(databases=["default", "vault", "analytical"])
@pytest.mark.protection("photos_erased")
def test_of_somebody_who_is_erased_no_byte_of_a_receipt_stays(
    as_process: AsProcess, objects: Path, ledger_of_its_own: Path
) -> None:
    mia = confirmed("mia")
    waiting(mia, review_of(mia, "cafe-aurora-berlin", 4), as_process, with_canaries("JPEG"))
    other = review_of(mia, "zum-reiher", 4)
    with as_process("web"):
        actions.send(review=other, file=sent(with_canaries("PNG")), by=mia)
    assert len(pictures(objects)) == 2
    erased(mia, as_process)
    assert pictures(objects) == [] and not Receipt.objects.exists()


@BOTH
@pytest.mark.protection("receipt_looks_logged")
def test_a_look_leaves_no_line_in_the_log(as_process: AsProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    author, review = reviewed()
    receipt = waiting(author, review, as_process)

    def refuse(*_args: object, **_named: object) -> None:
        raise psycopg.OperationalError("The log is not there.")

    monkeypatch.setattr("restaurants.actions.receipts.record", refuse)
    with as_process("console"), pytest.raises(psycopg.OperationalError):
        actions.look_at(receipt=receipt, by=uuid7(), roles=SUPPORT)


@BOTH
@pytest.mark.protection("receipt_escapes")
def test_a_receipt_is_a_page(client: Client, as_process: AsProcess) -> None:
    """A file that is a page as well is a picture to the browser of whoever decides, and runs nothing."""
    author, review = reviewed()
    client.force_login(author)
    file = SimpleUploadedFile("<script>.html", with_canaries("PNG"), content_type="text/html")
    client.post(f"/restaurants/{review.restaurant.slug}/review/receipt/", {"receipt": file})
    with as_process("media"):
        publish_due()
    support = at_the_console("sue", "customer_support")
    seen = support.get(f"/receipts/{Receipt.objects.get().pk}/picture/")
    assert seen["Content-Security-Policy"] == "sandbox; default-src 'none'" and "no-store" in seen["Cache-Control"]
    assert seen.content.startswith(b"RIFF") and b"script" not in seen.content and CANARY not in seen.content
