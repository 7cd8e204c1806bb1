"""Each answer in `docs/asvs.csv` names code and a test that exist, or gives a reason."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from reviews_site.privacy import Privacy
from tests.architecture.asvs import CHAPTERS, NO, NOT_APPLICABLE, REQUIREMENTS, ROOT, YES, Answer, answers

MAX_NOTE = 400
ANSWERS = answers()


def test_every_requirement_is_answered_once() -> None:
    assert [row.id for row in ANSWERS] == list(REQUIREMENTS)
    assert {row.chapter for row in ANSWERS} == set(CHAPTERS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_answer_names_code_and_test_or_a_reason(chapter: str) -> None:
    rows = [row for row in ANSWERS if row.chapter == chapter]
    assert {row.id: problem for row in rows if (problem := problem_of(row))} == {}


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (Answer("V1.1.1", YES, "manage.py", "tests/architecture/test_asvs.py", ""), "no test"),
        (Answer("V1.1.1", YES, "manage.py", "tests/architecture/test_asvs.py::test_gone", ""), "no test"),
        (Answer("V1.1.1", YES, "manage.py", "tests/test_gone.py::test_gone", ""), "no test"),
        (
            Answer("V1.1.1", YES, "gone.py", "tests/architecture/test_asvs.py::test_a_wrong_answer_is_found", ""),
            "no code",
        ),
        (Answer("V1.1.1", YES, "", "", "because"), "no code"),
        (Answer("V1.1.1", NO, "", "", ""), "no reason"),
        (Answer("V1.1.1", "maybe", "", "", "because"), "no answer"),
        (Answer("V1.1.1", NO, "", "", "Verify that " * 40), "too long"),
    ],
)
def test_a_wrong_answer_is_found(answer: Answer, problem: str) -> None:
    assert problem in problem_of(answer)


def test_practices_say_what_is_asked_for() -> None:
    """Requirements on documents are met by these sections, each with its table or its sentences."""
    written = (ROOT / "docs" / "security" / "practices.md").read_text()
    sections = dict(part.split("\n", 1) for part in written.split("\n## ")[1:])
    assert list(sections) == [
        *("Classes of data", "What browsers need", "What decides besides who asks", "Connections"),
        *("Keys and secrets", "Logs", "What leaves", "Components"),
    ]
    classes = {
        name
        for row in re.findall(r"^\| ([a-z, -]+) \|", sections["Classes of data"], re.MULTILINE)
        for name in row.split(", ")
    }
    assert classes - {"class"} == set(Privacy)
    assert "Rotate at least once a year" in sections["Keys and secrets"] and "quantum" in sections["Keys and secrets"]
    assert "within three days" in sections["Components"] and "risky component" in sections["Components"]
    assert all(store in sections["Connections"] for store in ("PostgreSQL", "Valkey", "webhooks", "object store"))


def problem_of(row: Answer) -> str:
    """What is wrong with an answer, or nothing."""
    if row.applies not in (YES, NO, NOT_APPLICABLE):
        return f"no answer: {row.applies}"
    if len(row.note) > MAX_NOTE or "Verify that" in row.note:
        return "the note is too long, or the standard's own text"
    if row.applies != YES:
        return "" if row.note and not row.test else "no reason, or a test of what is not there"
    if not row.where or not all((ROOT / name).is_file() for name in row.where.split()):
        return f"no code: {row.where}"
    missing = [name for name in row.test.split() if not is_test(name)]
    return f"no test: {', '.join(missing) or 'none is named'}" if missing or not row.test else ""


def is_test(name: str) -> bool:
    """Whether `file::function` or `file::Class.function` is a test, and `[case]` behind it a case of its parameters."""
    path, _, function = name.partition("::")
    function, _, case = function.partition("[")
    file = ROOT / path
    found = find_tests(file) if function.startswith(("test_", "Test")) and file.is_file() else {}
    return function in found and all(part in found[function] for part in [case.removesuffix("]")] if part)


@cache
def find_tests(file: Path) -> dict[str, str]:
    """Every test of a file, with its decorators as they are written."""
    found: dict[str, str] = {}
    for node in ast.parse(file.read_text()).body:
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for test in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
                found[prefix + test.name] = " ".join(map(ast.unparse, test.decorator_list))
    return found
