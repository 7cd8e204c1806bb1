"""A restaurant's menu written and published by a program, under the rules of its page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.menus.content import MAX_DISHES, MAX_SECTIONS
from restaurants.models import Menu, MenuDraft, MenuVersion, Restaurant, TeamEdit
from tests.accounts.factors import with_app
from tests.api.answers import check, get_json
from tests.api.programs import program, token_of
from tests.restaurants.menus import published

pytestmark = pytest.mark.django_db
JSON = "application/json"
SOUP = {"name": "Clear soup", "price": "4.20", "allergens": "CA", "diet": "vegetarian"}
MENU = {"currency": "EUR", "price_level": 2, "sections": [{"title": "Starters", "dishes": [SOUP]}]}


def draft_of(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/menu/draft"


def publish_path(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/menu/publish"


def save(sender: Client, place: Restaurant, menu: Any) -> Any:
    """Send a menu in the place of the draft that there is."""
    etag = sender.get(draft_of(place)).headers["ETag"]
    answer = sender.put(draft_of(place), menu, content_type=JSON, headers={"if-match": etag})
    check(draft_of(place), answer, "put")
    return answer


def publish(sender: Client, place: Restaurant) -> Any:
    """Publish the draft that there is."""
    etag = sender.get(draft_of(place)).headers["ETag"]
    answer = sender.post(publish_path(place), headers={"if-match": etag})
    check(publish_path(place), answer, "post")
    return answer


@pytest.fixture
def writer(owner: User) -> Client:
    """A program of the owner, who has a second factor."""
    with_app(owner)
    return program(token_of(owner))


def test_a_menu_is_written_in_several_languages(writer: Client, place: Restaurant, owner: User) -> None:
    texts = [{"language": "fr", "name": "Consommé", "description": ""}, {"language": "de", "name": "Klare Suppe"}]
    heading = [{"language": "de", "title": "Vorspeisen"}]
    section = {"title": "Starters", "dishes": [{**SOUP, "translations": texts}], "translations": heading}
    (saved,) = save(writer, place, {**MENU, "language": "en", "sections": [section]}).json()["sections"]
    assert saved["translations"] == heading
    assert saved["dishes"][0]["translations"] == [{**texts[1], "description": ""}, texts[0]]
    publish(writer, place)
    assert get_json(Client(), f"/api/v1/restaurants/{place.slug}/menu")["sections"] == [saved]
    for wrong in ([texts[0], texts[0]], [{"language": "xx", "name": "Soup"}], [{"language": "de", "name": "\u2800"}]):
        body = {**MENU, "sections": [{"title": "Starters", "dishes": [{**SOUP, "translations": wrong}]}]}
        assert save(writer, place, body).status_code == 422


def test_a_menu_is_written_and_published(writer: Client, place: Restaurant, owner: User) -> None:
    empty = get_json(writer, draft_of(place))
    assert (empty["version"], empty["sections"], empty["is_published"]) == (0, [], False)
    saved = save(writer, place, MENU).json()
    assert (saved["version"], saved["is_published"]) == (1, False)
    (dish,) = saved["sections"][0]["dishes"]
    assert dish == {**SOUP, "allergens": "AC", "description": "", "season": "", "not_on": None, "translations": []}
    assert not Menu.objects.exists()
    get_json(Client(), f"/api/v1/restaurants/{place.slug}/menu", 404)
    assert publish(writer, place).json() == {"version": 1}
    assert get_json(Client(), f"/api/v1/restaurants/{place.slug}/menu")["sections"] == saved["sections"]
    assert get_json(writer, draft_of(place))["is_published"]
    assert TeamEdit.objects.values_list("user", "version").get() == (owner.pk, 1)
    assert publish(writer, place).json() == {"version": 1}
    assert not MenuVersion.objects.exists()


def test_what_was_read_is_sent_back_as_it_is(writer: Client, place: Restaurant, owner: User) -> None:
    published(place, owner)
    read = get_json(writer, draft_of(place))
    sent = {name: read[name] for name in ("currency", "price_level", "language", "sections")}
    sent["sections"][0]["dishes"][0]["not_on"] = "2026-03-31"
    saved = save(writer, place, sent)
    assert saved.status_code == 200 and saved.json()["sections"] == sent["sections"]


def dish(**change: Any) -> dict[str, Any]:
    return {**MENU, "sections": [{"title": "Starters", "dishes": [SOUP, SOUP | change]}]}


@pytest.mark.parametrize(
    ("menu", "field"),
    [
        ({**MENU, "price_level": 5}, "price_level"),
        ({**MENU, "price_level": "2"}, "price_level"),
        ({**MENU, "currency": "XXX"}, "currency"),
        ({**MENU, "language": "klingon"}, "language"),
        ({**MENU, "version": 7}, "version"),
        ({**MENU, "restaurant": "another"}, "restaurant"),
        ({**MENU, "sections": [{"title": " ", "dishes": []}]}, "sections.0.title"),
        ({**MENU, "sections": [{"title": "x", "dishes": []}] * (MAX_SECTIONS + 1)}, "sections"),
        ({**MENU, "sections": [{"title": "x", "dishes": [SOUP] * MAX_DISHES}] * 2}, "sections"),
        (dish(name=""), "sections.0.dishes.1.name"),
        (dish(name="\u200b"), "sections.0.dishes.1.name"),
        (dish(price="4,20"), "sections.0.dishes.1.price"),
        (dish(price=4.2), "sections.0.dishes.1.price"),
        (dish(allergens="Z"), "sections.0.dishes.1.allergens"),
        (dish(diet="paleo"), "sections.0.dishes.1.diet"),
        (dish(not_on="tomorrow"), "sections.0.dishes.1.not_on"),
        (dish(popularity=5), "sections.0.dishes.1.popularity"),
    ],
)
def test_what_is_no_menu_is_refused(writer: Client, place: Restaurant, menu: Any, field: str) -> None:
    answer = save(writer, place, menu)
    assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
    assert not MenuDraft.objects.exists()


def test_two_programs_do_not_overwrite_each_other(writer: Client, place: Restaurant) -> None:
    seen = {"if-match": writer.get(draft_of(place)).headers["ETag"]}
    assert writer.put(draft_of(place), MENU, content_type=JSON, headers=seen).status_code == 200
    assert writer.put(draft_of(place), MENU, content_type=JSON, headers=seen).status_code == 412
    assert writer.post(publish_path(place), headers=seen).status_code == 412
    assert writer.put(draft_of(place), MENU, content_type=JSON).status_code == 428
    assert writer.post(publish_path(place)).status_code == 428
    assert not Menu.objects.exists()


def test_a_long_menu_may_be_sent_and_a_longer_one_not(writer: Client, place: Restaurant) -> None:
    long = {**SOUP, "description": "a" * 300}
    section = {"title": "x", "dishes": [long] * MAX_DISHES}
    assert save(writer, place, {**MENU, "sections": [section]}).status_code == 200
    assert save(writer, place, {**MENU, "sections": [section] * 3}).status_code == 413


def test_each_route_takes_so_many_queries(writer: Client, place: Restaurant) -> None:
    with CaptureQueriesContext(connection) as captured:
        get_json(writer, draft_of(place))
    statements = [each["sql"] for each in captured.captured_queries if "ROLE" not in each["sql"]]
    assert len(statements) == 9, statements
