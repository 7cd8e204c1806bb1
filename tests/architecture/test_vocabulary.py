"""Names use the words of `docs/glossary.md`, and none from its last column."""

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Rooms whose names are held to the glossary.
ROOMS = (
    "accounts",
    "analytics",
    "demo",
    "mlmodels",
    "privacy_rights",
    "api",
    "restaurants",
    "reviews_site",
    "sandbox",
    "tests",
)
# Bare names that say nothing of what they are: a verdict on what, a line of what?
VAGUE_CLASSES = {"Verdict", "Line", "Kind", "Place", "Page", "Name", "Subject", "Done", "Shown", "Asked", "Use", "Side"}
VAGUE_FIELDS = {"by", "at", "about", "who", "of", "to"}


def banned_words() -> set[str]:
    """The words in code spans of the glossary's last column."""
    rows = re.findall(r"^\| .* \| (.*) \|$", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    return {word for cell in rows[1:] for word in re.findall(r"`([a-z]+)`", cell)}


def words_of(name: str) -> set[str]:
    """`carryingOut`, `carrying_out` and `CarryingOut` are two words, and `let_go` joined is one more."""
    parts = [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]
    return {*parts, *("".join(pair) for pair in pairwise(parts) if "a" not in pair)}


def names_in(path: Path) -> Iterator[tuple[str, str]]:
    """Kind and name of everything that a module names: itself, classes, functions, fields and constants."""
    yield "module", path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            yield "class", node.name
            for statement in node.body:
                target = statement.target if isinstance(statement, ast.AnnAssign) else None
                if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                    target = statement.targets[0]
                if isinstance(target, ast.Name):
                    yield "field", target.id
        elif isinstance(node, ast.FunctionDef):
            yield "function", node.name
    for statement in ast.parse(path.read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            yield "constant", statement.targets[0].id


def violations(room: str) -> list[str]:
    """Names in a room that use a banned word, or that are too vague."""
    banned, found = banned_words(), []
    for path in sorted((ROOT / room).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for kind, name in names_in(path):
            vague = (kind == "class" and name in VAGUE_CLASSES) or (kind == "field" and name in VAGUE_FIELDS)
            vague |= kind == "constant" and name.startswith(("MOST_", "_MOST_"))
            if vague or words_of(name) & banned:
                found.append(f"{path.relative_to(ROOT)}: {kind} {name}")
    return found


def test_names_use_the_words_of_the_glossary() -> None:
    assert [name for room in ROOMS for name in violations(room)] == []


def test_docstrings_name_exceptions_that_exist() -> None:
    """An exception that was renamed leaves no "Raises:" behind that uses its old name."""
    known, named = set(dir(builtins)), []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ClassDef):
                    known.add(node.name)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    known |= {(alias.asname or alias.name).split(".")[-1] for alias in node.names}
                elif isinstance(node, ast.FunctionDef) and "Raises:" in (text := ast.get_docstring(node) or ""):
                    raised = re.findall(r"^ +([A-Za-z_.]+): ", text.split("Raises:")[1], re.MULTILINE)
                    named += [(path, name) for name in raised]
    unknown = [(str(path.relative_to(ROOT)), name) for path, name in named if not known & set(name.split("."))]
    assert len(named) > 50 and unknown == []


def test_the_search_finds_banned_names(tmp_path: Path) -> None:
    path = tmp_path / "scouring.py"
    path.write_text("class Verdict:\n    said = 1\n\n\ndef let_go() -> None: ...\n")
    found = {name for _, name in names_in(path) if words_of(name) & banned_words() or name in VAGUE_CLASSES}
    assert found == {"scouring", "Verdict", "said", "let_go"}
