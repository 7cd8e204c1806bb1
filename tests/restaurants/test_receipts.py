"""Receipts: sent from one's own review, sealed, looked at and decided by staff, and deleted then or after 14 days."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import notifications
from restaurants.enums import ReceiptState
from restaurants.models import Receipt, Restaurant, Review
from restaurants.tasks.photos import publish_due, sweep
from reviews_site.audit.models import Event
from tests.analytics.staffing import at_the_console
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.photos import CANARY, objects, photo, with_canaries

__all__ = ["objects"]
pytestmark = [pytest.mark.django_db(databases=["default", "analytical"]), pytest.mark.usefixtures("objects")]
PAGE = "/restaurants/zum-reiher-linz/review/visit/"


def sent(client: Client, content: bytes) -> str:
    """Send a receipt; the text of the page that follows."""
    file = SimpleUploadedFile("receipt.jpg", content)
    answer = client.post("/restaurants/zum-reiher-linz/review/receipt/", {"receipt": file}, follow=True)
    return answer.content.decode()


@pytest.fixture
def diner_client(client: Client, place: Restaurant, diner: User) -> Client:
    factories.review(place, diner)
    client.force_login(diner)
    return client


def waiting(client: Client, as_process: AsProcess, content: bytes | None = None) -> Receipt:
    sent(client, content or photo())
    with as_process("media"):
        publish_due()
    return Receipt.objects.get(state=ReceiptState.WAITING)


def files_of(objects: Path) -> list[Path]:
    return [path for path in objects.rglob("*") if path.is_file()]


def test_a_receipt_confirms_a_visit_and_is_gone(
    diner_client: Client, place: Restaurant, objects: Path, as_process: AsProcess
) -> None:
    assert "We have your receipt." in sent(diner_client, with_canaries("JPEG"))
    receipt = waiting(diner_client, as_process)
    (sealed,) = files_of(objects)
    assert sealed.parent.name == "restaurants.receipts" and not sealed.read_bytes().startswith(b"RIFF")
    assert "waits until one of us looks" in diner_client.get(PAGE).content.decode()
    support = at_the_console("sue", "customer_support")
    assert "Zum Reiher, Linz" in support.get("/receipts/").content.decode()
    page = support.get(f"/receipts/{receipt.pk}/").content.decode()
    assert "Zum Reiher" in page and "Dora" not in page and str(receipt.author_id) not in page
    picture = support.get(f"/receipts/{receipt.pk}/picture/")
    assert picture.content.startswith(b"RIFF") and CANARY not in picture.content
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/webp", "no-store, private")
    decided = support.post(f"/receipts/{receipt.pk}/decision/", {"answer": "confirmed"})
    assert decided["Location"] == "/receipts/" and files_of(objects) == []
    assert support.get(f"/receipts/{receipt.pk}/picture/").status_code == 404
    review = Review.objects.get()
    assert (review.visit_confirmed_by, review.visit_confirmed_in) == ("receipt", timezone.now().date().replace(day=1))
    assert "visit confirmed by a receipt" in diner_client.get(place.get_absolute_url()).content.decode()
    done = Event.objects.filter(object_id=receipt.pk).order_by("id").values_list("action", flat=True)
    assert list(done) == ["receipt.sent", "receipt.waiting", "receipt.opened", "receipt.decided"]
    with as_process("mail"):
        assert (notifications.make(), notifications.make()) == (1, 0)
    assert "There is an answer to your receipt" in diner_client.get("/notifications/").content.decode()


@pytest.mark.parametrize(("answer", "words"), [("unreadable", "could not be read"), ("refused", "did not show this")])
def test_a_refused_receipt_says_why_and_another_can_be_sent(
    diner_client: Client, objects: Path, as_process: AsProcess, answer: str, words: str
) -> None:
    support = at_the_console("sue", "customer_support")
    for count in range(3):
        receipt = waiting(diner_client, as_process)
        support.post(f"/receipts/{receipt.pk}/decision/", {"answer": answer})
        assert words in diner_client.get(PAGE).content.decode() and files_of(objects) == [], count
    assert Review.objects.get().visit_confirmed_by == ""
    assert "as many as we take" in sent(diner_client, photo()) and files_of(objects) == []


def test_one_receipt_at_a_time_which_can_be_removed(diner_client: Client, objects: Path, as_process: AsProcess) -> None:
    waiting(diner_client, as_process)
    assert "nobody has looked at it yet" in sent(diner_client, photo())
    taken = diner_client.post("/restaurants/zum-reiher-linz/review/receipt/", {"remove": "1"}, follow=True)
    assert "Your receipt is deleted." in taken.content.decode()
    with as_process("media"):
        publish_due()
    assert files_of(objects) == [] and not Receipt.objects.exists()


@pytest.mark.parametrize(("content", "words"), [(b"no photo", "photo"), (b"GIF89a" + bytes(99), "GIF")])
def test_what_is_no_photo_is_refused_and_nothing_stays(
    diner_client: Client, objects: Path, content: bytes, words: str
) -> None:
    assert words in sent(diner_client, content)
    assert files_of(objects) == [] and not Receipt.objects.exists()


def test_a_damaged_photo_could_not_be_read(diner_client: Client, objects: Path, as_process: AsProcess) -> None:
    sent(diner_client, photo()[:2000])
    with as_process("media"):
        publish_due()
    assert Receipt.objects.get().state == ReceiptState.UNREADABLE and files_of(objects) == []


def test_a_receipt_that_nobody_decides_on_is_deleted_and_its_page_says_why(
    diner_client: Client, objects: Path, as_process: AsProcess
) -> None:
    waiting(diner_client, as_process)
    Receipt.objects.update(sent_at=timezone.now() - timedelta(days=14, minutes=1))
    with as_process("media"):
        publish_due()
    assert files_of(objects) == []
    assert "Nobody looked at your receipt in time" in diner_client.get(PAGE).content.decode()


def test_a_withdrawn_review_takes_its_receipt_along(diner_client: Client, objects: Path, as_process: AsProcess) -> None:
    waiting(diner_client, as_process)
    assert diner_client.post("/restaurants/zum-reiher-linz/review/withdraw/").status_code == 302
    with as_process("media"):
        publish_due()
    assert files_of(objects) == [] and not Receipt.objects.exists()


def test_a_sealed_picture_without_a_row_is_swept(objects: Path, as_process: AsProcess) -> None:
    left = objects / "restaurants.receipts" / ("a" * 32)
    left.write_bytes(b"left by a restored backup")
    with as_process("media"):
        sweep()
    assert not left.exists()


def test_only_authors_and_staff_reach_receipts(
    diner_client: Client, place: Restaurant, as_process: AsProcess, unconfirmed: User
) -> None:
    receipt = waiting(diner_client, as_process)
    page = f"/receipts/{receipt.pk}/"
    scientist: Any = at_the_console("dana", "data_scientist")
    for path in ("/receipts/", page, f"{page}picture/"):
        assert scientist.get(path).status_code == 403
    assert scientist.post(f"{page}decision/", {"answer": "confirmed"}).status_code == 403
    support = at_the_console("sue", "customer_support")
    assert support.post(f"{page}decision/", {"answer": "expired"}).status_code == 404
    assert support.get(f"{page}decision/").status_code == 405
    diner_client.force_login(unconfirmed)
    assert diner_client.get(PAGE).status_code == 404
    assert "Page not found" in sent(diner_client, photo()) or Receipt.objects.count() == 1
