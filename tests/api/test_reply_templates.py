"""Texts to start replies from, kept by a program of the restaurant's team under the rules of its page."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.actions import reply_templates
from restaurants.exceptions import TemplateChanged
from restaurants.models import ReplyTemplate, Restaurant
from restaurants.rules import MAX_REPLY_LENGTH, MAX_REPLY_TEMPLATES, MAX_TEMPLATE_TITLE_LENGTH
from reviews_site.policy.scopes import Scope
from tests.accounts.factors import with_app
from tests.api.answers import check, get_json
from tests.api.programs import program, token_of
from tests.api.test_manners import problem_of
from tests.restaurants.test_reply_templates import GLAD

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def writer(owner: User) -> Client:
    """A program of the owner that replies to reviews."""
    with_app(owner)
    return program(token_of(owner, Scope.REPLIES_WRITE))


def path_of(place: Restaurant) -> str:
    return f"/api/v1/restaurants/{place.slug}/reply-templates"


def test_a_template_is_added_once_changed_by_its_etag_and_deleted(place: Restaurant, writer: Client) -> None:
    key = {"idempotency-key": "the-first-template"}
    made = [writer.post(path_of(place), GLAD, content_type=JSON, headers=key) for _ in range(2)]
    check(path_of(place), made[0], "post")
    assert [each.status_code for each in made] == [201, 201] and made[0].json() == made[1].json()
    template = {"id": str(ReplyTemplate.objects.get().pk), **GLAD}
    assert made[0].json() == template and get_json(writer, path_of(place)) == {"items": [template]}
    one = f"{path_of(place)}/{template['id']}"
    assert get_json(writer, one) == template
    etag = writer.get(one).headers["ETag"]
    sorry = {"title": " Sorry ", "text": "We are sorry.\r\nCome again. "}
    problem_of(writer.put(one, sorry, content_type=JSON), 428)
    changed = writer.put(one, sorry, content_type=JSON, headers={"if-match": etag})
    check(one, changed, "put")
    assert (
        changed.json() == get_json(writer, one) == {**template, "title": "Sorry", "text": "We are sorry.\nCome again."}
    )
    problem_of(writer.put(one, GLAD, content_type=JSON, headers={"if-match": etag}), 412)
    problem_of(writer.delete(one, headers={"if-match": etag}), 412)
    assert writer.delete(one, headers={"if-match": writer.get(one).headers["ETag"]}).status_code == 204
    problem_of(writer.get(one), 404)
    assert not ReplyTemplate.objects.exists()


def test_of_two_changes_at_once_the_second_is_refused(place: Restaurant, owner: User) -> None:
    saved = reply_templates.save(restaurant=place, template=None, **GLAD, by=owner)
    seen = ReplyTemplate.objects.get(pk=saved)
    reply_templates.save(restaurant=place, template=seen, title="Sorry", text="We are sorry.", by=owner)
    with pytest.raises(TemplateChanged):
        reply_templates.save(restaurant=place, template=seen, title="Late", text="Too late.", by=owner)
    assert ReplyTemplate.objects.get().title == "Sorry"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * (MAX_TEMPLATE_TITLE_LENGTH + 1)}, "title"),
        ({"text": "x" * (MAX_REPLY_LENGTH + 1)}, "text"),
        ({"text": 7}, "text"),
        ({"restaurant": "another"}, "restaurant"),
    ],
)
def test_what_the_page_refuses_is_refused(place: Restaurant, writer: Client, wrong: Any, field: str) -> None:
    answer = problem_of(writer.post(path_of(place), {**GLAD, **wrong}, content_type=JSON), 422)
    assert [each["field"] for each in answer["errors"]] == [field]
    assert not ReplyTemplate.objects.exists()


def test_there_are_twenty_at_most(place: Restaurant, writer: Client, owner: User) -> None:
    for number in range(MAX_REPLY_TEMPLATES):
        reply_templates.save(restaurant=place, template=None, **{**GLAD, "title": f"Glad {number}"}, by=owner)
    problem = problem_of(writer.post(path_of(place), GLAD, content_type=JSON), 409)
    assert problem["detail"].startswith("There are 20 templates.")
    with CaptureQueriesContext(connection) as captured:
        assert len(get_json(writer, path_of(place))["items"]) == MAX_REPLY_TEMPLATES
    assert sum("ROLE" not in each["sql"] for each in captured.captured_queries) == 8
