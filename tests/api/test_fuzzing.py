"""Schemathesis asks every route what the document allows and what it does not, with the tokens of people in each role.

No answer is a server error or another than the document says, and none has in it what belongs to another restaurant.
`make api-fuzz` asks much more.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from api import schema
from api.serializers.restaurants import RestaurantDetail
from restaurants.actions import menus, owners, replies
from restaurants.menus.content import MenuContent, MenuDish, MenuSection
from restaurants.models import MenuDraft, PageProfile, Reply, Restaurant, Review
from reviews_site.policy import TeamRole
from tests.accounts.factors import with_app
from tests.api.programs import token_of
from tests.api.server import API_TOOLS, api_server
from tests.restaurants import factories
from tests.restaurants.test_replies import REVEALING

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])
# So many requests for each of the routes; `make api-fuzz` sets more, and all phases.
EXAMPLES = os.environ.get("API_FUZZ_EXAMPLES", "3")
PHASES = os.environ.get("API_FUZZ_PHASES", "fuzzing")
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance", "ignored_auth"),
)
SECRET_DISH = "Dish that nobody has published"


@pytest.fixture
def place(db: None) -> Restaurant:
    """A restaurant with an owner, an analyst, a menu that is not published, and a reply that is on hold."""
    found, owner, analyst = factories.restaurant(), factories.confirmed("otto"), factories.confirmed("ines")
    owners.grant(restaurant=found, user=owner, by=None)
    owners.grant(restaurant=found, user=analyst, by=None, role=TeamRole.ANALYST)
    content = MenuContent((MenuSection("Starters", (MenuDish(SECRET_DISH, "4.20"),)),))
    menus.save_draft(restaurant=found, content=content, seen=0, by=owner)
    replies.write(review=factories.review(found, factories.confirmed("anna")), text=REVEALING, by=owner)
    return found


def person_as(role: str, place: Restaurant) -> User:
    """Somebody in a part towards the restaurant, with a second factor."""
    names = {"owner": "otto", "analyst": "ines", "author": "anna"}
    if role == "owner elsewhere":
        person = factories.confirmed("olga")
        owners.grant(restaurant=factories.restaurant("Anderswo"), user=person, by=None)
    else:
        person = User.objects.get(email=f"{names[role]}@example.org")
    with_app(person)
    return person


def team_rows() -> list[Any]:
    """What only the restaurant's own people change."""
    return [list(table._default_manager.values()) for table in (PageProfile, MenuDraft, Reply)]


def fuzz(place: Restaurant, token: str, folder: Path, *only: str) -> str:
    """Every answer that schemathesis got, of all routes or of those that `only` selects.

    Raises:
        AssertionError: one was not as the document says.
    """
    settings = folder / "schemathesis.toml"
    review = Review.objects.filter(restaurant=place).earliest("pk").pk
    settings.write_text(f'[parameters]\n"path.slug" = "{place.slug}"\n"path.review_id" = "{review}"\n')
    answers = folder / "answers.har"
    with api_server() as address:
        command = [
            *(str(API_TOOLS / "schemathesis"), "--config-file", str(settings), "run", str(schema.KEPT)),
            *("--url", address, "--header", f"Authorization: Bearer {token}", "--no-color", "--continue-on-failure"),
            *("--phases", PHASES, "--max-examples", EXAMPLES, "--seed", "1", "--generation-deterministic"),
            *("--checks", ",".join(CHECKS), "--report", "har", "--report-har-path", str(answers)),
            *only,
        ]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=3000, check=False)
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    return answers.read_text()


@pytest.mark.parametrize("role", ["owner", "author", "analyst", "owner elsewhere"])
def test_every_answer_is_as_documented_and_nobody_elses(place: Restaurant, role: str, tmp_path: Path) -> None:
    person, before = person_as(role, place), team_rows()
    answers = fuzz(place, token_of(person), tmp_path)
    assert '"status": 200' in answers
    if role != "owner":
        assert team_rows() == before
        assert SECRET_DISH not in answers and "Mrs Huber" not in answers
    if role not in ("owner", "analyst"):
        assert "otto@example.org" not in answers


def test_an_answer_that_is_not_as_documented_is_found(
    place: Restaurant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would prove nothing."""
    monkeypatch.setattr(RestaurantDetail, "get_description", lambda *_: 7)
    with pytest.raises(AssertionError, match="Response violates schema"):
        fuzz(place, token_of(person_as("author", place)), tmp_path, "--include-operation-id", "get_restaurant")
