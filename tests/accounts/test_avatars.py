"""Drawn pictures: the same for the same name, as the code draws them, and each with a rule in the stylesheet."""

import re
from collections import Counter
from pathlib import Path

import pytest

from accounts import pen_names
from accounts.avatars.drawing import FOLDER, draw
from accounts.avatars.selection import Avatar, Colour, Motif, avatar_of

STYLES = Path(__file__).resolve().parents[2] / "reviews_site" / "static" / "css" / "components.css"


def test_the_shipped_files_are_what_the_code_draws() -> None:
    shipped = {path.stem: path.read_text() for path in FOLDER.glob("*.svg")}
    assert shipped == {motif.value: draw(motif) for motif in Motif}, "run `python -m accounts.avatars.drawing`"


def test_a_drawing_holds_shapes_only() -> None:
    for motif in Motif:
        assert set(re.findall(r"<([a-z]+)", draw(motif))) == {"svg", "path"}
        assert not re.search(r"style=|href|\son[a-z]+=", draw(motif))


def test_every_motif_and_colour_has_its_rule() -> None:
    ruled = set(re.findall(r"\.avatar\.av-([a-z]+)", STYLES.read_text()))
    assert ruled == {*Motif.values, *Colour.values}


@pytest.mark.parametrize(("name", "motif"), [("Curious Ladle 4821", Motif.LADLE), ("plain FIG", Motif.FIG)])
def test_a_name_that_speaks_of_a_thing_gets_it(name: str, motif: Motif) -> None:
    assert avatar_of(name)[0] is motif


def test_the_same_name_has_the_same_picture_and_names_are_spread() -> None:
    names = [pen_names.suggest() for _ in range(400)]
    drawn = Counter(avatar_of(name) for name in names)
    assert all(avatar_of(name) == avatar_of(name) for name in names)
    assert len(drawn) > 50
    assert max(drawn.values()) < 40


def test_what_is_chosen_counts_and_can_be_heard() -> None:
    assert Avatar("Ada Heron", "teapot", "sky").words == "Teapot on sky"
    assert Avatar("Ada Heron", "teapot", "sky").classes == "av-teapot av-sky"
    assert Avatar("Curious Fig", "", "sky").words == "Fig on sky"
