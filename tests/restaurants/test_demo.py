"""The demo: made by the pages' own actions, made once, with sign-ins that work and nothing outside its tables."""

import csv
import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from restaurants import selectors
from restaurants.demo import cast
from restaurants.models import Restaurant, Review
from reviews_site.outbox.models import Event
from tests.restaurants import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def var(tmp_path: Path, settings: Settings) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def demo(*arguments: str) -> str:
    """Run the command; what it tells."""
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_a_town_is_made_once_and_can_be_signed_in_to(var: Path, client: Client) -> None:
    demo()
    made = (Restaurant.objects.count(), Review.objects.count(), User.objects.count(), Event.objects.count())
    assert made[:3] == (12, 153, 48)
    assert Event.objects.filter(topic="restaurants.review_posted").count() == 153
    note = (var / "demo.json").read_text()
    assert stat.S_IMODE((var / "demo.json").stat().st_mode) == 0o600
    demo()
    again = (Restaurant.objects.count(), Review.objects.count(), User.objects.count(), Event.objects.count())
    assert (again, (var / "demo.json").read_text()) == (made, note)
    for known in json.loads(note)["sign_ins"]:
        assert client.login(email=known["email"], password=known["password"]), known["email"]
    _check_owners()


def _check_owners() -> None:
    for row in cast.rows_of("owners.json"):
        owner = User.objects.get(email=row["email"])
        assert [place.source_ref for place in selectors.dashboards_of(owner)] == [row["restaurant"]]


def test_some_places_have_enough_reviewers_for_age_bands() -> None:
    decade = {row["email"]: (row["birth_year"] or 0) // 10 for row in cast.rows_of("people.json")}
    for place in ("zur-alten-waage", "trattoria-lucia"):
        here = [decade[row["person"]] for row in cast.rows_of("reviews.json") if row["restaurant"] == place]
        assert len(here) >= 30
        assert sum(here.count(band) >= 10 for band in set(here)) >= 3


def test_its_texts_are_all_different() -> None:
    texts = [row["text"] for row in cast.rows_of("reviews.json")]
    assert len(set(texts)) == len(texts) == 153
    openings = [" ".join(text.split()[:3]) for text in texts]
    assert max(openings.count(opening) for opening in openings) <= 2


def test_generated_people_are_the_same_each_time_and_all_different() -> None:
    people = cast.generated(700)
    assert [person.display_name for person in people] == [person.display_name for person in cast.generated(700)]
    assert len({person.display_name.lower() for person in people}) == 700


def test_production_refuses(var: Path, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    with pytest.raises(CommandError, match="development only"):
        demo()
    assert not User.objects.exists()


def starred(path: Path) -> Path:
    """Three texts of two restaurants, and three that can't be posted."""
    rows = [
        ("One", making.TEXT, "5.0"),
        ("One", making.TEXT + " Again.", "3.5"),
        ("One", "short", "5.0"),
        ("Two", making.TEXT, "1.0"),
        ("Two", making.TEXT, ""),
        ("Two", making.TEXT, "Like"),
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("restaurant", "review", "rating"), *rows])
    return path


def test_real_texts_go_onto_imported_restaurants_once(tmp_path: Path) -> None:
    making.restaurant("Zum Reiher")
    making.restaurant("Zur Rohrdommel")
    path = str(starred(tmp_path / "texts.csv"))
    first = demo("reviews", path)
    assert "3 posted" in first
    assert "2 left out: no stars" in first
    by_place = Review.objects.values("restaurant__name").annotate(number=Count("id")).order_by("-number")
    assert [(row["restaurant__name"], row["number"]) for row in by_place] == [("Zum Reiher", 2), ("Zur Rohrdommel", 1)]
    assert sorted(Review.objects.values_list("rating", flat=True)) == [1, 4, 5]
    assert "3 there before" in demo("reviews", path)
    assert Review.objects.count() == 3


def test_a_limit_spreads_over_the_restaurants(tmp_path: Path) -> None:
    making.restaurant("Zum Reiher")
    making.restaurant("Zur Rohrdommel")
    demo("reviews", str(starred(tmp_path / "texts.csv")), "--limit", "2")
    assert set(Review.objects.values_list("restaurant__name", flat=True)) == {"Zum Reiher", "Zur Rohrdommel"}


@pytest.mark.parametrize("content", [None, "a,b\n1,2\n"])
def test_what_is_no_such_file_ends_with_code_2(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "texts.csv"
    if content:
        path.write_text(content)
    with pytest.raises(CommandError) as caught:
        demo("reviews", str(path))
    assert caught.value.returncode == 2


def test_without_restaurants_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="listings import"):
        demo("reviews", str(starred(tmp_path / "texts.csv")))
