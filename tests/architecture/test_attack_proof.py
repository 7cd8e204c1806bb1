"""The runner of `make attack-proof`: only an attack that goes red proves its protection, each by itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import guard
from tests.attacks import proof
from tests.attacks.protection import Protection

proof.MAX_SECONDS = 2
PROTECTIONS = (
    Protection("guarded", "Nobody gets in.", "the guard lets everybody in", lambda: patch("guard.refuses", False)),
    Protection("misspelt", "Nobody gets out.", "another name is patched", lambda: patch("guard.refused", False)),
    Protection("forgotten", "Nobody looks.", "nothing", lambda: patch("guard.refuses", False)),
)


def pytest_addoption(parser):
    parser.addoption("--attack-proof", action="store_true")


def pytest_configure(config):
    if config.getoption("--attack-proof"):
        planted = Path(__file__).with_name("test_planted.py").read_text()
        used = {table.name: table for table in PROTECTIONS if table.name in planted}
        config.pluginmanager.register(proof.AttackProof(config, used, Path(__file__).parent))
"""
GUARD = """
refuses = True


def enter():
    if refuses:
        raise PermissionError


def check_twice():
    assert refuses, "An assertion of the site's own."
"""
HEAD = """
import time

import pytest

import guard


"""
RED = """
@pytest.mark.protection("guarded")
def test_enters():
    with pytest.raises(PermissionError):
        guard.enter()
"""
GREEN = """
@pytest.mark.protection("guarded")
def test_enters_elsewhere():
    assert True
"""
TWO_ATTACKS = """
@pytest.mark.protection("guarded")
@pytest.mark.parametrize("attack", ["/through/the/door", "/not/at/all"])
def test_enters_somehow(attack):
    with pytest.raises(PermissionError):
        guard.enter() if attack == "/through/the/door" else guard.refuse()
"""
CRASHES = {
    "another exception": '@pytest.mark.protection("guarded")\ndef test_enters():\n    raise ValueError\n',
    "an assertion of the site": '@pytest.mark.protection("guarded")\ndef test_enters():\n    guard.check_twice()\n',
    "in setup": '@pytest.mark.protection("guarded")\ndef test_enters(no_such_fixture):\n    assert False\n',
    "in teardown": """
@pytest.fixture
def room():
    yield
    raise ValueError


@pytest.mark.protection("guarded")
def test_enters(room):
    assert False
""",
    "a switch that fits nothing": '@pytest.mark.protection("misspelt")\ndef test_leaves():\n    assert False\n',
    "too slow": '@pytest.mark.protection("guarded")\ndef test_enters():\n    time.sleep(9)\n',
}


def run_proof(folder: Path, tests: str, *arguments: str) -> tuple[int, str]:
    """The exit status of a proof of planted tests, and what it reports after its heading."""
    planted = folder / "tests"
    planted.mkdir(exist_ok=True)
    for path, text in (("guard.py", GUARD), ("tests/conftest.py", CONFTEST), ("tests/test_planted.py", HEAD + tests)):
        (folder / path).write_text(text)
    environment = {**os.environ, "PYTHONPATH": f"{folder}:{ROOT}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("PLATEMARK_TEST_SERVERS", None)
    command = [sys.executable, "-m", "pytest", "--attack-proof", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    done = subprocess.run(
        [*command, "-c", "/dev/null", *(arguments or [str(planted)])],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout.partition("= attack proof =")[2] or done.stdout


def test_an_attack_that_goes_red_proves_its_protection(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, RED)
    assert (
        "guarded: proven. Nobody gets in. Off: the guard lets everybody in. Red: test_planted.py::test_enters" in report
    )
    assert "1 protections proven, 0 not proven, 0 not asked for" in report
    assert status == 0


def test_an_attack_that_stays_green_proves_nothing_though_another_goes_red(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, RED + GREEN)
    assert "guarded: NOT PROVEN (green: test_planted.py::test_enters_elsewhere)." in report
    assert "Red: test_planted.py::test_enters\n" in report
    assert status == 1


def test_each_of_two_attacks_in_one_test_is_proven_by_itself(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, TWO_ATTACKS.replace("guard.refuse()", "guard.__loader__.no_such()"))
    assert "guarded: NOT PROVEN (crashed: test_planted.py::test_enters_somehow)." in report
    assert status == 1
    status, report = run_proof(
        tmp_path, TWO_ATTACKS.replace("guard.refuse()", "(_ for _ in ()).throw(PermissionError)")
    )
    assert "guarded: NOT PROVEN (green: test_planted.py::test_enters_somehow)." in report
    assert "Red: test_planted.py::test_enters_somehow\n" in report
    assert status == 1


@pytest.mark.parametrize("crash", CRASHES)
def test_a_crash_proves_nothing(tmp_path: Path, crash: str) -> None:
    status, report = run_proof(tmp_path, CRASHES[crash])
    assert "NOT PROVEN (crashed: test_planted.py::" in report
    assert "0 protections proven, 1 not proven" in report
    assert status == 1


def test_an_attack_that_is_skipped_proves_nothing(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, RED.replace("    with", '    pytest.skip("not today")\n    with'))
    assert "guarded: NOT PROVEN (skipped: test_planted.py::test_enters)." in report
    assert status == 1


def test_an_attack_that_is_deselected_proves_nothing(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, RED + GREEN, str(tmp_path / "tests"), "-k", "not elsewhere")
    assert "guarded: NOT PROVEN (not run: test_planted.py::test_enters_elsewhere)." in report
    assert status == 1


def test_a_protection_without_an_attack_is_not_proven(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, RED + "# forgotten\n")
    assert "forgotten: NOT PROVEN (no attack)." in report
    assert status == 1


def test_a_narrowed_proof_speaks_of_what_it_was_asked_for(tmp_path: Path) -> None:
    status, report = run_proof(
        tmp_path, RED + "# forgotten\n", str(tmp_path / "tests" / "test_planted.py"), "-k", "enters"
    )
    assert "1 protections proven, 0 not proven, 1 not asked for" in report
    assert status == 0


def test_a_file_that_can_not_be_collected_fails_the_proof(tmp_path: Path) -> None:
    status, report = run_proof(tmp_path, "import no_such_module\n" + RED)
    assert "guarded: NOT PROVEN (not run: test_planted.py::test_enters)." in report
    assert status == 2
