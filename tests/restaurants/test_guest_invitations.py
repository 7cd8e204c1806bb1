"""How a restaurant asks its guests for reviews: the same for all of them; and the badge for its own site."""

import html
import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from restaurants.actions import owners
from restaurants.models import Restaurant, TeamEvent
from reviews_site.policy import TeamRole
from tests.accounts.factors import at_the_desk
from tests.conftest import ProcessClient
from tests.restaurants import factories

pytestmark = pytest.mark.django_db
PAGE, BADGE = "/business/zum-reiher-linz/guests/", "/restaurants/zum-reiher-linz/badge.svg"
LINK = f"{settings.BASE_URL}/restaurants/zum-reiher-linz/review/"


def test_the_link_is_the_one_of_every_guest(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    page = client.get(PAGE).content.decode()
    assert LINK in page and "Ask every guest, or none." in page
    # Nothing of the page can be made for some guests: no answer, no field, no parameter changes it.
    pages = [client.get(f"{PAGE}?{query}").content.decode() for query in ("rating=5", "guest=anna@example.org")]
    assert {re.findall(r"<svg aria-hidden.*?</svg>", each, re.DOTALL)[0] for each in (page, *pages)} == {
        re.findall(r"<svg aria-hidden.*?</svg>", page, re.DOTALL)[0]
    }
    assert not re.search(r"review/\?", page)


def test_cards_are_all_alike_and_each_printing_is_logged(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    sheet = client.post(f"{PAGE}cards/").content.decode()
    cards = re.findall(r"<li>.*?</li>", sheet, re.DOTALL)
    assert len(cards) == 8 and len(set(cards)) == 1 and LINK in cards[0]
    assert "<script" not in sheet and "style=" not in sheet
    event = TeamEvent.objects.get(action="cards")
    assert (event.user, event.restaurant) == (owner, place) and event.mailed_at
    assert "Last printed" in client.get(PAGE).content.decode()
    assert "printed cards for guests" in client.get("/business/zum-reiher-linz/team/").content.decode()


def test_twenty_sheets_a_day_are_enough(client: Client, place: Restaurant, owner: User) -> None:
    at_the_desk(client, owner)
    for _ in range(20):
        assert client.post(f"{PAGE}cards/").status_code == 200
    assert "Please go on tomorrow" in client.post(f"{PAGE}cards/", follow=True).content.decode()
    TeamEvent.objects.update(created_at=timezone.now() - timedelta(days=1))
    assert client.post(f"{PAGE}cards/").status_code == 200


def test_only_who_may_change_the_page_asks_guests(client: Client, place: Restaurant, stranger: User) -> None:
    for role in (None, TeamRole.ANALYST):
        if role:
            owners.grant(restaurant=place, user=stranger, by=None, role=role)
        at_the_desk(client, stranger)
        assert (client.get(PAGE).status_code, client.post(f"{PAGE}cards/").status_code) == (404, 404)
    assert client.get(f"{PAGE}cards/").status_code == 405


def test_a_badge_says_what_the_page_says(client: Client, place: Restaurant, diner: User) -> None:
    assert "No reviews yet" in drawn(client)
    factories.review(place, diner, rating=5)
    assert "5.0 of 5 stars" in drawn(client) and ">1 review by confirmed people<" in drawn(client)
    answer = client.get(BADGE)
    assert client.get(BADGE, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get("/restaurants/nowhere/badge.svg").status_code == 404
    assert client.post(BADGE).status_code == 405


def drawn(client: Client) -> str:
    return client.get(BADGE).content.decode()


def test_a_badge_has_a_name_for_who_hears_the_page_and_colours_for_dark_ones(client: Client, db: None) -> None:
    place = factories.restaurant("Fish & <Chips>")
    text = client.get(f"/restaurants/{place.slug}/badge.svg").content.decode()
    root = ElementTree.fromstring(text)  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title"
    assert (root.findtext(f"{space}title") or "").startswith("Fish & <Chips> on Platemark: ")
    assert "prefers-color-scheme:dark" in text


def test_a_badge_is_stored_by_all_and_follows_nobody(place: Restaurant, diner: User) -> None:
    reader = ProcessClient()
    reader.force_login(diner)
    for browser in (ProcessClient(), reader):
        answer = browser.get(BADGE)
        assert not answer.cookies
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'; style-src 'sha256-")
    assert ProcessClient().get(BADGE)["Cache-Control"] == "public, max-age=3600"


def test_a_badge_takes_one_query(place: Restaurant) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert ProcessClient().get(BADGE).status_code == 200
    assert [query["sql"].split()[0] for query in asked if "ROLE" not in query["sql"]] == ["SELECT"]


def test_what_to_paste_has_no_script_and_no_rating(client: Client, place: Restaurant, owner: User, diner: User) -> None:
    factories.review(place, diner)
    at_the_desk(client, owner)
    page = client.get(PAGE).content.decode()
    found = dict(re.findall(r'<textarea id="([a-z-]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    pasted = html.unescape(found["badge-html"])
    assert f'src="{settings.BASE_URL}{BADGE}"' in pasted and 'referrerpolicy="no-referrer"' in pasted
    assert "<script" not in pasted
    data = json.loads(html.unescape(found["json-ld"]).split(">", 1)[1].rpartition("<")[0])
    assert (data["@type"], data["sameAs"]) == ("Restaurant", f"{settings.BASE_URL}/restaurants/zum-reiher-linz/")
    assert not {"aggregateRating", "review"} & set(data)


def test_the_page_asks_as_much_of_the_database_after_many_prints(
    client: Client, place: Restaurant, owner: User
) -> None:
    at_the_desk(client, owner)
    counts = []
    for prints in (1, 3):
        for _ in range(prints):
            client.post(f"{PAGE}cards/")
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
