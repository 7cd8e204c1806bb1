"""Lessons show every protection, run its real attack with it and without, and say when an attack could not run."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.attacks.protections import PROTECTIONS
from tests.lessons import topics
from tests.lessons.catalogue import FIRST, REPOSITORY, Catalogue, collect, load
from tests.lessons.runs import Outcome, attack, own_servers
from tests.sandbox.programs import free_port

# The attack of this one asks a page once.
QUICK = "metrics_token"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(collect())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The lessons as `make lessons` serves them."""
    port = free_port()
    command = [sys.executable, "-m", "tests.lessons", "--port", str(port)]
    environ = {**os.environ, "PLATEMARK_VAR": str(tmp_path_factory.mktemp("lessons"))}
    with subprocess.Popen(command, cwd=REPOSITORY, env=environ, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        try:
            assert f"http://localhost:{port}/lessons/" in program.stdout.readline()
            yield f"http://localhost:{port}/lessons/"
        finally:
            program.terminate()


@pytest.fixture(scope="module")
def environ() -> dict[str, str]:
    """For a child process: beside other workers, the run's servers, which have databases for one more."""
    servers = {"PLATEMARK_TEST_SERVERS": os.environ["PLATEMARK_TEST_SERVERS"]}
    return own_servers() | (servers if "PYTEST_XDIST_WORKER" in os.environ else {})


def test_every_protection_is_a_lesson_of_one_principle() -> None:
    principles = Counter(one.name for each in topics.TOPICS if each.subjects for one in each.protections)
    assert principles.keys() == PROTECTIONS.keys(), (
        "Give the new module of protections a topic in tests/lessons/topics.py."
    )
    assert set(principles.values()) == {1}


def test_the_topics_are_those_of_the_article() -> None:
    assert Counter(each.heading for each in topics.TOPICS) == {"Principles": 5, "Tips": 6, "Attacks": 4}
    assert all(list(each.protections) for each in topics.TOPICS)


def test_each_lesson_shows_what_its_attacks_do(catalogue: Catalogue) -> None:
    for lesson in catalogue.lessons.values():
        assert lesson.attacks, lesson.name
        for each in lesson.attacks:
            path, _, function = each.node_id.partition("::")
            assert each.code.lstrip().startswith(f"def {function}("), each.node_id
            assert each.code in Path(REPOSITORY, path).read_text()
            assert each.title and each.purpose, each.node_id


def test_the_pages_show_every_lesson(catalogue: Catalogue, site: str) -> None:
    index = httpx.get(site).text
    assert set(re.findall(r'href="/lessons/([^/"]+)/"', index)) == catalogue.lessons.keys()
    assert f"0 of {len(catalogue.lessons)}" in " ".join(index.split()).replace("<strong>", "")
    page = httpx.get(f"{site}{FIRST}/")
    assert page.status_code == 200 and "Switch it off, and attack" in page.text
    assert httpx.get(f"{site}nothing/").status_code == 404


def test_another_site_starts_no_attack(site: str) -> None:
    assert httpx.post(f"{site}{QUICK}/", data={"protection": "off"}).status_code == 403
    with httpx.Client() as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(f"{site}{QUICK}/").text)
        assert token
        elsewhere = {"Origin": "http://attacker.example"}
        asked = {"csrfmiddlewaretoken": token[1], "protection": "off"}
        assert browser.post(f"{site}{QUICK}/", data=asked, headers=elsewhere).status_code == 403
    assert httpx.get(f"{site}{QUICK}/", headers={"Host": "attacker.example"}).status_code == 400


def test_a_lesson_runs_its_attack_with_the_protection_and_without(
    catalogue: Catalogue, environ: dict[str, str]
) -> None:
    held = attack(catalogue.lessons[QUICK], is_protected=True, environ=environ)
    assert (held.outcome, held.findings) == (Outcome.REFUSED, ()), held.findings
    got_through = attack(catalogue.lessons[QUICK], is_protected=False, environ=environ)
    assert got_through.outcome == Outcome.GOT_THROUGH, got_through.findings
    assert got_through.attacks == held.attacks > 0
    assert any("assert" in finding for finding in got_through.findings)


def test_an_attack_that_does_not_run_is_no_proof(catalogue: Catalogue, environ: dict[str, str]) -> None:
    lesson = catalogue.lessons[QUICK]
    missing = replace(lesson, attacks=(replace(lesson.attacks[0], node_id="tests/attacks/test_nothing.py::test_x"),))
    result = attack(missing, is_protected=False, environ=environ)
    assert result.outcome == Outcome.FAILED and result.findings and result.attacks == 0
