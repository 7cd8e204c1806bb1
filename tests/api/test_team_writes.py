"""How many queries each change takes that a program makes for a restaurant's team."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from restaurants.models import Restaurant
from tests.accounts.factors import with_app
from tests.api.programs import program, token_of
from tests.api.test_team_menus import MENU
from tests.api.test_team_pages import JSON, PROFILE
from tests.restaurants import factories
from tests.restaurants.test_replies import REPLY, REVEALING

pytestmark = pytest.mark.django_db
# Each with the route whose ETag it names, the body, and how many queries it takes.
# What tests add, and what a process asks once: it may have asked before.
NOT_COUNTED = ("ROLE", "SAVEPOINT", "django_content_type")
CHANGES: list[tuple[str, str, str, Any, int]] = [
    ("put", "profile", "profile", PROFILE, 9),
    ("put", "menu/draft", "menu/draft", MENU, 12),
    ("post", "menu/publish", "menu/draft", None, 13),
    ("put", "reply", "", {"text": REVEALING}, 17),
    ("post", "reply/check", "", None, 9),
    ("put", "reply", "reply", {"text": REPLY}, 17),
    ("delete", "reply", "reply", None, 12),
]


def test_each_change_takes_so_many_queries(place: Restaurant, owner: User, diner: User) -> None:
    with_app(owner)
    sender, review = program(token_of(owner)), factories.review(place, diner)
    counts = []
    for method, path, of, body, _ in CHANGES:
        route, match = (
            f"/api/v1/restaurants/{place.slug}/{name.replace('reply', f'reviews/{review.pk}/reply')}"
            for name in (path, of)
        )
        headers = {"if-match": sender.get(match).headers["ETag"]} if of else {}
        with CaptureQueriesContext(connection) as captured:
            answer = sender.generic(method.upper(), route, json.dumps(body), content_type=JSON, headers=headers)
        assert answer.status_code in (200, 201, 204), answer.content
        statements = [each["sql"] for each in captured.captured_queries]
        counts.append(sum(not any(word in each for word in NOT_COUNTED) for each in statements))
    assert counts == [count for *_, count in CHANGES]
