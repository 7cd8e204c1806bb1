"""The page /design/: every component, both themes, and nothing of it in production."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

COMPONENTS = Path(__file__).resolve().parents[2] / "reviews_site" / "templates" / "components"


@pytest.fixture
def shown() -> Iterator[None]:
    with override_settings(SHOWS_DESIGN=True):
        yield


@pytest.mark.django_db
def test_it_names_every_component_that_exists(client: Client, shown: None) -> None:
    """A component that is missing here is one that nobody finds."""
    page = client.get("/design/").content.decode()
    named = set(re.findall(r"<code>components/(\w+\.html)</code>", page))
    assert named == {path.name for path in COMPONENTS.glob("*.html")}


@pytest.mark.django_db
@pytest.mark.parametrize(("query", "says"), [("", None), ("?theme=dark", "dark"), ("?theme=x%22", None)])
def test_the_theme_is_the_servers_answer(client: Client, shown: None, query: str, says: str | None) -> None:
    """So that it works without JavaScript; an unknown theme is none."""
    found = re.search(r'<html lang="en"(?: data-theme="(\w+)")?>', client.get(f"/design/{query}").content.decode())
    assert found
    assert found[1] == says


@pytest.mark.django_db
def test_it_is_for_development_only(client: Client) -> None:
    """Settings say no unless development's say yes; test_settings asks production's."""
    assert client.get("/design/").status_code == 404


@pytest.mark.django_db
def test_every_id_on_it_stands_once(client: Client, shown: None) -> None:
    """Labels and help would point at the wrong specimen."""
    found = re.findall(r'\sid="([^"]+)"', client.get("/design/").content.decode())
    assert sorted(found) == sorted(set(found))
