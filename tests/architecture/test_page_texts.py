"""What people read on pages, in mails and in messages is said as one person would say it to another.

A phrase that readers stumbled over once, with its reason, is kept out of every template, script, form and message.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "api", "analytics", "mlmodels", "privacy_rights", "restaurants", "reviews_site", "sandbox")
# Modules whose strings people of the site or of the company read; commands and workers speak to operators.
READ_BY_PEOPLE = re.compile(
    "views|forms|rules|adapter|actions|labels|sentences|enums|validators|step_up|fields|second_"
)
RIDDLES = {
    r"stars fall": "Ratings",
    r"did not tell|came of it": "say what happened, and what to do now",
    r"\banew\b": "again; rename; update",
    r"still you\?": "Please confirm it's you",
    r"is yours yet": "You don't manage a restaurant yet",
    r">Leave it<|>Keep it<|>Stay<": "Cancel",
    r"[Rr]ows about you|[Pp]erhaps you|, perhaps you": "may include you",
    r"written down|Write it down": "saved; logged",
    r"Count your visits": "Enter guest numbers",
    r">this one<": "This device",
    r"has it\"": "Automatic",
    r"in steps of ten": "Updated after every ten reviewers",
    r"tried first": "Too easy to guess: say why",
    r"likely \{\{[^}]*\}\} to": "likely between ... and ...",
    r"will stand here|[Nn]othing there\?": "say who will see what, and where",
    r">Go on<": "Continue",
    r"people of ours|somebody of ours|people of the company": "our staff",
    r"Welcome, [^.!]*\}\}\.": "no full stop after a name, which may end with one",
    r"This field is required|Ensure this value": "say what is missing, or which values are possible",
}


def template_texts() -> Iterator[tuple[str, str]]:
    """Path and text of every template and script of the site, without the comments."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix in {".html", ".txt"} and re.search(r"/(templates|frame|texts)/", name):
                yield name, re.sub(r"(?s){% comment %}.*?{% endcomment %}", "", path.read_text())
            if path.suffix == ".js" and "vendor" not in name:
                yield name, re.sub(r"(?m)^//.*$", "", path.read_text())


def message_texts() -> Iterator[tuple[str, str]]:
    """Path and text of every string in the modules whose strings people read, without the docstrings."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if (
                "migrations" in path.parts
                or "management" in path.parts
                or not READ_BY_PEOPLE.search(name.partition("/")[2])
            ):
                continue
            tree = ast.parse(path.read_text())
            docstrings = {
                id(node.body[0].value)
                for node in ast.walk(tree)
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and node.body
                and isinstance(node.body[0], ast.Expr)
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
                    yield f"{name}:{node.lineno}", node.value


def problems(texts: Iterator[tuple[str, str]]) -> list[str]:
    """Where a phrase that readers stumble over stands, with what to say instead."""
    return [
        f"{name}: “{found.group()}” ({better})"
        for name, text in texts
        for riddle, better in RIDDLES.items()
        for found in re.finditer(riddle, text)
    ]


@pytest.mark.parametrize("texts", [template_texts, message_texts])
def test_no_page_speaks_in_riddles(texts: Callable[[], Iterator[tuple[str, str]]]) -> None:
    assert problems(texts()) == []


def test_the_search_finds_banned_names() -> None:
    assert problems(iter([("page", "<h1>Is it still you?</h1> <a>Leave it</a>")])) == [
        "page: “still you?” (Please confirm it's you)",
        "page: “>Leave it<” (Cancel)",
    ]
