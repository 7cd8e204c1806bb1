"""The pages of one's own reviews: list, edit, withdraw, drafts; and the public history of a review."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from restaurants.actions import drafts
from restaurants.models import Restaurant, Review, ReviewDraft
from restaurants.rules import DRAFT_DAYS, MAX_DRAFTS
from tests.conftest import AsProcess
from tests.restaurants import factories
from tests.restaurants.test_edits import NEW_TEXT

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> dict[str, Any]:
    visited_on = timezone.now().date() - timedelta(days=1)
    return {"rating": "2", "food": "1", "text": NEW_TEXT, "visited_on": visited_on, **changes}


def test_the_pages_ask_for_a_sign_in(client: Client, place: Restaurant) -> None:
    for address in ("/reviews/", *(f"/restaurants/{place.slug}/review/{each}/" for each in ("edit", "withdraw"))):
        assert client.get(address).status_code == 302, address
    assert client.post(f"/restaurants/{place.slug}/review/draft/", form()).status_code == 302
    assert not ReviewDraft.objects.exists()


def test_an_author_edits_and_readers_see_the_earlier_text(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner, rating=5, food=5)
    client.force_login(diner)
    address = f"/restaurants/{place.slug}/review/edit/"
    page = client.get(address).content.decode()
    assert factories.TEXT in page and '<option value="5" selected>' in page
    assert client.post(address, form(text="short")).status_code == 200
    assert client.post(address, form()).status_code == 302
    client.logout()
    page = client.get(place.get_absolute_url()).content.decode()
    history = f"/restaurants/{place.slug}/reviews/{review.pk}/"
    assert NEW_TEXT in page and factories.TEXT not in page and f'href="{history}">Edited ' in page
    page = client.get(history).content.decode()
    assert NEW_TEXT in page and factories.TEXT in page and "Food 5/5" in page
    assert 'content="noindex' in page


def test_a_review_that_was_not_edited_says_nothing_of_it(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    assert "Edited" not in client.get(place.get_absolute_url()).content.decode()
    page = client.get(f"/restaurants/{place.slug}/reviews/{review.pk}/").content.decode()
    assert "Earlier versions" not in page and factories.TEXT in page


def test_an_author_withdraws_after_being_asked(client: Client, place: Restaurant, diner: User) -> None:
    review = factories.review(place, diner)
    client.force_login(diner)
    address = f"/restaurants/{place.slug}/review/withdraw/"
    assert factories.TEXT in client.get(address).content.decode()
    assert Review.objects.exists(), "Asking withdraws nothing."
    page = client.post(address, follow=True).content.decode()
    assert "Your review is withdrawn." in page and "no word of it" in page and factories.TEXT not in page
    for gone in (f"/restaurants/{place.slug}/reviews/{review.pk}/", address):
        assert client.get(gone).status_code == 404
    assert client.get(f"/restaurants/{place.slug}/review/").status_code == 200


def test_the_list_has_what_one_wrote_and_nothing_of_others(
    client: Client, place: Restaurant, diner: User, stranger: User
) -> None:
    factories.review(place, diner)
    factories.review(place, stranger, text=NEW_TEXT)
    drafts.save(restaurant=factories.restaurant("Zur Rohrdommel"), content={"text": "I began, and"}, by=diner)
    client.force_login(diner)
    page = client.get("/reviews/").content.decode()
    assert factories.TEXT in page and "I began, and" in page and NEW_TEXT not in page
    client.force_login(stranger)
    page = client.get("/reviews/").content.decode()
    assert NEW_TEXT in page and "I began, and" not in page


def test_a_draft_is_saved_by_the_script_and_found_on_a_second_device(
    client: Client, place: Restaurant, diner: User, as_process: AsProcess
) -> None:
    client.force_login(diner)
    address = f"/restaurants/{place.slug}/review/draft/"
    values = form(text="I am still typ", rating="", food="9", visited_on="yesterday", service="3")
    answer = client.post(address, values, headers={"Accept": "application/json"})
    assert answer.status_code == 200 and answer.json()["saved_at"]
    draft = ReviewDraft.objects.get()
    assert (draft.text, draft.rating, draft.food, draft.service) == ("I am still typ", None, None, 3)
    other = Client()
    other.force_login(diner)
    page = other.get(f"/restaurants/{place.slug}/review/").content.decode()
    assert "I am still typ</textarea>" in page and "This is your draft" in page
    assert other.post(f"/restaurants/{place.slug}/review/", form()).status_code == 302
    assert not ReviewDraft.objects.exists(), "It became a review."


def test_without_script_a_button_saves_and_another_deletes(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    address = f"/restaurants/{place.slug}/review/draft/"
    page = client.post(address, form(), follow=True).content.decode()
    assert "Your draft is saved." in page and NEW_TEXT in page
    assert client.get(address).status_code == 405
    page = client.post(address, {"delete": "1"}, follow=True).content.decode()
    assert "Your draft is deleted." in page and not ReviewDraft.objects.exists()


def test_an_emptied_form_leaves_no_draft(client: Client, place: Restaurant, diner: User) -> None:
    client.force_login(diner)
    for values in (form(), {"text": ""}):
        client.post(f"/restaurants/{place.slug}/review/draft/", values, headers={"Accept": "application/json"})
    assert not ReviewDraft.objects.exists()


def test_drafts_have_a_limit(client: Client, place: Restaurant, diner: User) -> None:
    other = factories.restaurant("Zur Rohrdommel")
    drafts.save(restaurant=other, content={"text": "One"}, by=diner)
    assert MAX_DRAFTS > 1
    client.force_login(diner)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drafts, "MAX_DRAFTS", 1)
        answer = client.post(f"/restaurants/{place.slug}/review/draft/", form(), headers={"Accept": "application/json"})
        assert answer.status_code == 409 and "drafts" in answer.json()["problem"]
    assert ReviewDraft.objects.get().restaurant == other


def test_old_drafts_are_not_shown_and_the_mail_worker_deletes_them(
    client: Client, place: Restaurant, diner: User, as_process: AsProcess
) -> None:
    drafts.save(restaurant=place, content={"text": "A year ago"}, by=diner)
    drafts.save(restaurant=factories.restaurant("Zur Rohrdommel"), content={"text": "Yesterday"}, by=diner)
    old = timezone.now() - timedelta(days=DRAFT_DAYS, minutes=1)
    ReviewDraft.objects.filter(restaurant=place).update(saved_at=old)
    client.force_login(diner)
    assert "A year ago" not in client.get(f"/restaurants/{place.slug}/review/").content.decode()
    assert "A year ago" not in client.get("/reviews/").content.decode()
    with as_process("mail"):
        assert drafts.delete_old() == 1
    assert ReviewDraft.objects.get().text == "Yesterday"
