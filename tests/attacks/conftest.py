"""Attack proof: with `--attack-proof`, each attack runs with its protection switched off, and must then succeed.

A test under `tests/attacks/` names what it attacks by `@pytest.mark.protection("name")`. `protections.py` says how
each is switched off. A test that stays green without its protection proves nothing, and fails the proof.
"""

from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.attacks.protections import PROTECTIONS


def name_of(item: pytest.Item) -> str | None:
    """The protection that a test attacks."""
    marker = item.get_closest_marker("protection")
    return str(marker.args[0]) if marker and marker.args else None


@pytest.fixture(autouse=True)
def protection_switched_off(request: pytest.FixtureRequest) -> Iterator[None]:
    """Under `--attack-proof`, hold the protection off for the length of the test."""
    if not request.config.getoption("--attack-proof"):
        yield
        return
    name = name_of(request.node)
    if name is None:
        pytest.fail("This attack names no protection: add @pytest.mark.protection.")
    with PROTECTIONS[name]():
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under `--attack-proof` a red test is what is wanted, and a green one is the failure."""
    report = yield
    if item.config.getoption("--attack-proof") and report.when == "call" and not report.skipped:
        green: Any = report.passed
        report.outcome = "failed" if green else "passed"
        report.longrepr = f"{name_of(item)} is off, and its attack still fails to get through." if green else None
    return report
