"""The drawings: as the code draws them, without anything that a browser's policy refuses, and one for every place."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from demo import restaurants
from restaurants.pictures.drawing import draw_picture
from restaurants.pictures.paths import KINDS, VARIANTS, drawing_path, picture_path

FOLDER = Path(__file__).resolve().parents[2] / "restaurants" / "static"


def test_the_shipped_files_are_what_the_code_draws() -> None:
    drawn = {drawing_path(kind, variant): draw_picture(kind, variant) for kind in KINDS for variant in range(VARIANTS)}
    shipped = {
        path.relative_to(FOLDER).as_posix(): path.read_text() for path in (FOLDER / "img" / "drawings").glob("*.svg")
    }
    assert shipped == drawn, "run `python -m restaurants.pictures.drawing`"
    assert len(set(drawn.values())) == len(drawn)


def test_a_drawing_holds_shapes_only() -> None:
    for kind in KINDS:
        text = draw_picture(kind, 0)
        assert set(re.findall(r"<([a-z]+)", text)) <= {"svg", "g", "path", "rect", "circle", "ellipse"}
        assert not re.search(r"style=|href|currentColor|\son[a-z]+=", text)
        assert len(text) < 8_000


def test_each_place_of_the_town_has_a_drawing_and_few_are_alike() -> None:
    chosen = Counter(picture_path(place.ref, place.row.cuisines) for place in restaurants.demo_restaurants(1))
    assert all(finders.find(path) for path in chosen)
    assert len(chosen) > 60
    assert "img/drawings/plate" not in {path.rpartition("-")[0] for path in chosen if chosen[path] > 12}


@pytest.mark.parametrize(
    ("cuisines", "kind"),
    [
        (["ramen", "japanese"], "noodles"),
        (["italian", "pasta"], "pasta"),
        (["pizza", "italian"], "pizza"),
        (["martian"], "plate"),
        ([], "plate"),
    ],
)
def test_the_first_known_cuisine_decides(cuisines: list[str], kind: str) -> None:
    assert re.fullmatch(rf"img/drawings/{kind}-[0-5]\.svg", picture_path("zum-reiher-linz", cuisines))
    assert picture_path("zum-reiher-linz", cuisines) == picture_path("zum-reiher-linz", cuisines)
