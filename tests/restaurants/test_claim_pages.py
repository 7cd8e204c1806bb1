"""The pages of claims: making one, its code, an owner's answer, giving up, and what strangers find."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from restaurants import selectors
from restaurants.models import Claim, ClaimDocument
from restaurants.rules import MAX_CLAIM_DOCUMENTS
from restaurants.tasks.photos import publish_due
from tests.accounts.factors import signed_in_twice_over
from tests.conftest import ProcessClient, playing
from tests.restaurants import factories
from tests.restaurants.claims import (
    LISTING,
    WORDS,
    approved,
    claimed,
    code_in,
    owner_of,
    place,
    send,
)
from tests.restaurants.photos import objects, photo

__all__ = ["objects"]
pytestmark = pytest.mark.django_db
MAILBOX = "info@zum-reiher.example"


def test_the_pages_of_a_claim(client: ProcessClient) -> None:
    restaurant, ada = place(), factories.confirmed("ada")
    path = f"/restaurants/{restaurant.slug}/"
    assert "Claim this place" in client.get(path).content.decode()
    client.force_login(ada)
    page = client.get(f"{path}claim/").content.decode()
    assert "What stands before @zum-reiher.example" in page
    assert client.get("/claims/").status_code == 200
    answer = client.post(f"{path}claim/", {"proof": "mail", "mailbox": "info@evil.example", "statement": ""})
    assert "only what stands before the @" in answer.content.decode()
    answer = client.post(f"{path}claim/", {"proof": "mail", "mailbox": "Info", "statement": ""})
    claim = Claim.objects.get()
    assert answer["Location"] == f"/claims/{claim.pk}/"
    assert client.get(f"{path}claim/")["Location"] == f"/claims/{claim.pk}/"
    assert MAILBOX in client.get(f"/claims/{claim.pk}/").content.decode()
    code = code_in(send(), MAILBOX)
    assert "4 more times" in client.post(f"/claims/{claim.pk}/", {"code": "wrong"}).content.decode()
    assert client.post(f"/claims/{claim.pk}/", {"code": code})["Location"] == f"/claims/{claim.pk}/"
    approved(claim)
    assert "Look after Zum Reiher" in client.get(f"/claims/{claim.pk}/").content.decode()
    client.logout()
    page = client.get(path).content.decode()
    assert "Managed by the restaurant since" in page and "Claim this place" not in page


def test_strangers_find_no_claim_and_answer_none(client: ProcessClient) -> None:
    restaurant = place()
    owner_of(restaurant, "otto")
    claim = claimed(restaurant, factories.confirmed("ada"))
    mallory = owner_of(other := place("Zur Rohrdommel", website=""), "mallory")
    signed_in_twice_over(client, mallory)
    assert client.get(f"/claims/{claim.pk}/").status_code == 404
    assert client.post(f"/claims/{claim.pk}/change/", {"withdraw": "1"}).status_code == 404
    for slug in (restaurant.slug, other.slug):
        assert client.get(f"/business/{slug}/claims/{claim.pk}/").status_code == 404
    assert client.get(f"/business/{restaurant.slug}/give-up/").status_code == 404


def test_an_owner_answers_and_gives_up_on_pages(client: ProcessClient) -> None:
    restaurant = place()
    otto = owner_of(restaurant, "otto")
    claim = claimed(restaurant, factories.confirmed("ada"))
    signed_in_twice_over(client, otto)
    path = f"/business/{restaurant.slug}/"
    assert f"{path}claims/{claim.pk}/" in client.get(f"{path}team/").content.decode()
    page = client.get(f"{path}claims/{claim.pk}/").content.decode()
    assert "documents" in page and "ada" not in page and WORDS not in page
    assert "Choose an answer" in client.post(f"{path}claims/{claim.pk}/", {"answer": ""}).content.decode()
    client.post(f"{path}claims/{claim.pk}/", {"answer": "disputes", "words": "Unknown to us."})
    assert Claim.objects.get().answer_text == "Unknown to us."
    assert "They have nothing to do with it" in client.get(f"{path}claims/{claim.pk}/").content.decode()
    assert "Tick the box" in client.post(f"{path}give-up/").content.decode()
    assert client.post(f"{path}give-up/", {"sure": "yes"})["Location"] == "/business/"
    assert not selectors.team_of(restaurant)


def test_adding_a_missing_place_on_its_page(client: ProcessClient) -> None:
    client.force_login(factories.confirmed("ada"))
    fields = {**LISTING, "cuisines": "Fish; seafood", "proof": "documents", "statement": WORDS}
    assert "at least 20" in client.post("/claims/new/", {**fields, "statement": "Mine."}).content.decode()
    assert "Choose one of these" in client.post("/claims/new/", {**fields, "proof": "mail"}).content.decode()
    answer = client.post("/claims/new/", fields)
    claim = Claim.objects.get()
    assert answer["Location"] == f"/claims/{claim.pk}/" == client.get("/claims/new/")["Location"]
    assert "Zur Haubentaucherin" in client.get("/claims/").content.decode()


def test_who_is_not_confirmed_is_led_to_the_check(client: ProcessClient) -> None:
    restaurant = place()
    client.force_login(factories.unconfirmed("una"))
    for path in (f"/restaurants/{restaurant.slug}/claim/", "/claims/new/"):
        assert "Confirm my identity" in client.get(path).content.decode()
        assert "Confirm my identity" in client.post(path, {"proof": "documents", "statement": WORDS}).content.decode()
    assert not Claim.objects.exists()


@pytest.mark.usefixtures("objects")
def test_photos_of_documents_are_sent_removed_and_counted(client: ProcessClient) -> None:
    claim = claimed(place(), ada := factories.confirmed("ada"))
    client.force_login(ada)
    page = f"/claims/{claim.pk}/"

    def send_one(content: bytes) -> str:
        file = SimpleUploadedFile("licence.jpg", content, content_type="image/jpeg")
        return client.post(f"{page}documents/", {"document": file}, follow=True).content.decode()

    assert "We have the document" in send_one(photo())
    assert "PDF" in send_one(b"%PDF-1.7 nothing") and ClaimDocument.objects.count() == 1
    with playing("media"):
        publish_due()
    assert "Our staff can look at it" in client.get(page).content.decode()
    (document,) = ClaimDocument.objects.all()
    assert "is deleted" in client.post(f"{page}documents/", {"remove": document.pk}, follow=True).content.decode()
    for _ in range(MAX_CLAIM_DOCUMENTS):
        send_one(photo())
    assert "at most" in send_one(photo())
    assert ClaimDocument.objects.count() == MAX_CLAIM_DOCUMENTS
    assert client.post(f"{page}documents/", {"remove": "none"}).status_code == 404
