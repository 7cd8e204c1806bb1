"""Documents stay true: the paths, commands, settings and tables in them are those of the code."""

import argparse
import ast
import contextlib
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections, transaction

from reviews_site.processes import PROCESSES, Purpose
from tests.architecture.generated import GENERATED

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
# Where what a setting is called can stand: code, containers, the commands of make.
SOURCES = (
    "reviews_site",
    "accounts",
    "restaurants",
    "analytics",
    "mlmodels",
    "privacy_rights",
    "api",
    "demo",
    "sandbox",
    "tests",
    "deploy",
)
SUFFIXES = {".py", ".sh", ".sql", ".yml", ".html"}
NAME_IN_CAPITALS = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
# What `make run` tells its own processes, and what any Unix has: nobody else sets them.
NOT_SETTINGS = {"PATH", "PLATEMARK_RUN", "NO_COLOR", "CELERY_SKIP_CHECKS"}

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@every_document
def test_what_the_docs_name_exists(document: Path) -> None:
    spans = re.findall(r"`((?:[\w.-]+/)+[\w.*-]*)`", document.read_text())
    rooms = "|".join(re.escape(path.name) for path in ROOT.iterdir() if path.is_dir() and path.name != "var")
    within = [path for piece in code(document) for path in re.findall(rf"(?<![\w./-])(?:{rooms})/[\w./*-]*", piece)]
    made_later = ("var/", "../shared/", "deploy/secrets")
    named = {path.rstrip("/.") for path in [*spans, *within] if not path.startswith(made_later)}
    assert [path for path in sorted(named) if not list(ROOT.glob(path))] == []


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@every_document
def test_decisions_are_called_by_their_numbers(document: Path) -> None:
    text = " ".join(document.read_text().split())
    for number in re.findall(r"ADR (\d+)", text):
        assert list((ROOT / "docs" / "adr").glob(f"{int(number):04}-*.md")), number
    for number, linked in re.findall(r"\[ADR (\d+)\]\([\w./]*?(\d{4})-", text):
        assert int(number) == int(linked)


@every_document
def test_commands_exist_with_their_verbs_and_options(document: Path) -> None:
    for piece in code(document):
        for name, rest in re.findall(r"manage\.py ([a-z_]+)(.*)", piece):
            command = load_command_class(get_commands()[name], name)
            assert isinstance(command, BaseCommand)
            verbs, options = offered(command.create_parser("manage.py", name))
            said = re.split(r"  | #|…", rest)[0].replace(" | ", "|").split()
            assert set(re.findall(r"--[a-z-]+", " ".join(said))) <= options, piece
            if verbs and said and re.fullmatch(r"[a-z|-]+", said[0]) and not said[0].startswith("-"):
                assert set(said[0].split("|")) <= verbs, piece
        for target in re.findall(r"(?:^|; |&& )make ([a-z-]+)", piece):
            assert f"\n{target}: " in (ROOT / "Makefile").read_text(), piece


@every_document
def test_names_in_capitals_are_those_of_the_code(document: Path) -> None:
    """A setting, a table of code: whatever has an underscore in it."""
    named = {word for piece in code(document) for word in NAME_IN_CAPITALS.findall(piece)}
    assert named <= names_in_sources()


def test_names_in_capitals_in_comments_are_those_of_the_code() -> None:
    """A constant that was renamed leaves no docstring and no comment behind that uses its old name."""
    prose: dict[Path, str] = {}
    known: set[str] = set()
    for room in SOURCES:
        for path in (ROOT / room).rglob("*"):
            if path.suffix not in SUFFIXES or known.issuperset(NAME_IN_CAPITALS.findall(text := path.read_text())):
                continue
            if path.suffix == ".py":
                prose[path], text = split_prose(text)
            known.update(NAME_IN_CAPITALS.findall(text))
    stale = {path: set(NAME_IN_CAPITALS.findall(text)) - known for path, text in prose.items()}
    assert {str(path.relative_to(ROOT)): names for path, names in stale.items() if names} == {}


def test_workers_are_called_by_the_names_of_the_table() -> None:
    """A process that was renamed leaves its old name nowhere behind: not in prose, not in `.env.example`'s headings."""
    texts = [path for room in SOURCES for path in (ROOT / room).rglob("*") if path.suffix in SUFFIXES | {".md"}]
    texts += [*DOCUMENTS, ROOT / "docker-compose.yml", ROOT / "Dockerfile", ROOT / ".env.example"]
    called = {path: set(re.findall(r"\bthe (\w+) worker\b", path.read_text(), re.IGNORECASE)) for path in texts}
    assert {path.name: names - set(PROCESSES) for path, names in called.items() if names - set(PROCESSES)} == {}
    headings = re.findall(r"^# --- .* \((.+)\) ---$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    named = {name for heading in headings if heading != "environment only" for name in heading.split(", ")}
    assert len(named) > 5
    assert named <= set(PROCESSES)


@pytest.mark.django_db(databases=["default", "vault", "analytical"])
def test_statements_in_documents_can_be_planned_on_a_store() -> None:
    statements = {piece for path in DOCUMENTS for piece in code(path) if re.match(r"(SELECT|UPDATE|DELETE) .* ", piece)}
    assert len(statements) > 5
    assert [statement for statement in sorted(statements) if not is_planned_somewhere(statement)] == []


def test_every_setting_is_in_the_example_and_an_installations_own_in_operations() -> None:
    read: set[str] = set()
    for path in [*ROOT.glob("*/**/*.py"), ROOT / "manage.py"]:
        if path.relative_to(ROOT).parts[0] in {*SOURCES, "manage.py"} - {"tests", "sandbox"}:
            read |= set(re.findall(r"(?:env\.\w+\(|environ\.get\(|environ\[)\s*\"([A-Z][A-Z_]+)\"", path.read_text()))
    example = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - NOT_SETTINGS <= example
    operations = (ROOT / "docs" / "operations.md").read_text()
    own = {name for name in read - NOT_SETTINGS if name.startswith(("PLATEMARK_", "IDENTITY_", "OBJECT_"))}
    assert {name for name in own if f"`{name}" not in operations and f" {name}=" not in operations} == set()


@pytest.mark.parametrize("name", GENERATED)
def test_generated_documents_are_those_of_the_code(name: str) -> None:
    assert (ROOT / "docs" / name).read_text() == GENERATED[name](), "Run `make documents`."


def test_every_key_is_in_operations() -> None:
    keys = {key for row in rows((ROOT / "docs" / "operations.md").read_text(), "purpose") for key in row[0].split(", ")}
    assert keys == {f"`{purpose}`" for purpose in Purpose}


def test_the_layers_in_architecture_are_those_that_the_linter_keeps() -> None:
    kept = (ROOT / ".importlinter").read_text().split("layers =\n")[1].split("\n\n")[0]
    told = (ROOT / "docs" / "architecture.md").read_text().split("Imports go down only:\n\n```\n")[1].split("\n```")[0]
    assert [re.split(r"  +", line)[0] for line in told.splitlines()] == [line.strip() for line in kept.splitlines()]


def code(document: Path) -> Iterator[str]:
    """Each span of code, and each line of a block of it."""
    text = document.read_text()
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"^ {4,}(\S.*)$", text, re.MULTILINE)
    yield from (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text))


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def offered(parser: argparse.ArgumentParser) -> tuple[set[str], set[str]]:
    """The verbs of a command, and the options of it and of each verb."""
    verbs: set[str] = set()
    options: set[str] = set()
    for action in parser._actions:
        options |= set(action.option_strings)
        if action.choices and not action.option_strings:
            verbs |= {str(choice) for choice in action.choices}
        if isinstance(action, argparse._SubParsersAction):
            for sub in action.choices.values():
                options |= offered(sub)[1]
    return verbs, options


def split_prose(source: str) -> tuple[str, str]:
    """The comments and docstrings of a module, and the rest of it."""
    docstrings = {
        (node.body[0].lineno, node.body[0].col_offset)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    prose: list[str] = []
    rest: list[str] = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        is_prose = token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.start in docstrings)
        (prose if is_prose else rest).append(token.string)
    return " ".join(prose), " ".join(rest)


def is_planned_somewhere(statement: str) -> bool:
    """Whether PostgreSQL can plan the statement on one of the stores."""
    for store in ("default", "vault", "analytical"):
        with contextlib.suppress(DatabaseError), transaction.atomic(using=store), connections[store].cursor() as cursor:
            cursor.execute(f"EXPLAIN {statement}")
            return True
    return False


@functools.cache
def names_in_sources() -> frozenset[str]:
    paths = [path for room in SOURCES for path in (ROOT / room).rglob("*") if path.suffix in SUFFIXES]
    paths += [ROOT / name for name in ("Makefile", "docker-compose.yml", "Dockerfile", ".env.example")]
    return frozenset(name for path in paths for name in NAME_IN_CAPITALS.findall(path.read_text()))


def rows(text: str, first: str) -> list[tuple[str, ...]]:
    """The cells of the table whose first column is called so."""
    lines = re.search(rf"^\| {first} \|.*\n\|[-|: ]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert lines is not None
    return [tuple(cell.strip() for cell in line.strip("|").split(" | ")) for line in lines[1].splitlines()]
