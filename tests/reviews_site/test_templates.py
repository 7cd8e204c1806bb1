"""The house rules for templates: no inline code or style, no longer than a page. Not how they look."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
ROOMS = ("reviews_site", "accounts", "restaurants", "analytics", "mlmodels", "api", "sandbox")
EVERY = sorted(path for room in ROOMS for path in (REPOSITORY / room).glob("**/templates/**/*.html"))
# A mail is no page: it is read outside our Content-Security-Policy, and carries its style with it. So does a sheet of
# table codes, which is a file to print.
MAILS = [path for path in EVERY if path.parent.name == "email"]
TEMPLATES = [path for path in EVERY if path not in MAILS and path.name != "table_codes.html"]
SPRITE = (REPOSITORY / "reviews_site" / "static" / "img" / "sprite.svg").read_text()
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)", re.IGNORECASE),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_a_template_has_no_inline_code_and_fits_a_page(path: Path) -> None:
    """The policy of the browser would refuse what is inline; 150 lines are enough for a page."""
    text = path.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []
    assert len(text.splitlines()) <= 150


def test_each_drawing_that_a_template_names_is_in_the_sprite() -> None:
    """A misspelt name would show nothing, silently."""
    ours = [path for path in TEMPLATES if "sandbox" not in path.parts]
    pattern = re.compile(r'sprite(?:\.svg. %\}|\s*\}\}|\s*%\})#([a-z-]+[a-z])(?=")')
    names = {name for path in ours for name in pattern.findall(path.read_text())}
    assert {name for name in names if f'id="{name}"' not in SPRITE} == set()


@pytest.mark.parametrize("path", MAILS, ids=lambda path: path.name)
def test_a_mail_fetches_nothing_and_has_its_plain_text_beside_it(path: Path) -> None:
    """No picture, font or script from anywhere: nothing tells that, when or where a mail was opened."""
    fetched = r"<img|<script|<link|@import|@font-face|url\(|\ssrc\s*=|background\s*="
    assert not re.search(fetched, path.read_text(), re.IGNORECASE)
    assert path.with_suffix(".txt").is_file()


def test_every_plain_mail_has_its_page() -> None:
    """Both are sent, and say the same."""
    plain = {path.stem for path in MAILS[0].parent.glob("*.txt") if not path.stem.endswith("_subject")}
    assert plain == {path.stem for path in MAILS}
