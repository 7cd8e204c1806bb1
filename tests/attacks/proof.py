"""Attack proof: with `--attack-proof`, each attack runs with its protection switched off, and must then go red.

Red is a failed assertion of a test, or pytest's own failure, such as DID NOT RAISE. Whatever else ends a test says
nothing of the protection: an attack that crashes, is skipped, takes too long or does not run fails the proof.
"""

import ast
import signal
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.attacks.protection import Protection

MAX_SECONDS = 300
# The section of a report with the failed assertion of an attack that got through: `-rP` prints it.
FOUND = "what the attack found"
_REASONS = {
    "green": "The attack still fails to get through while its protection is off.",
    "crashed": "The test crashed while its protection was off, which proves nothing.",
    "skipped": "The attack was skipped, which proves nothing.",
}


class AttackTimeout(Exception):
    """An attack took longer than it may."""


def attacks_in(folder: Path) -> dict[str, str]:
    """The protection of each attack, which is named `file::function`."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[f"{path.name}::{node.name}"] = _protection_of(node)
    return found


def _protection_of(function: ast.FunctionDef) -> str:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.protection":
            return str(ast.literal_eval(decorator.args[0]))
    return ""


def _function(node_id: str) -> str:
    # What stands in brackets is a case, and may hold a path.
    return node_id.partition("[")[0].rpartition("/")[2]


def _is_red(call: pytest.CallInfo[None]) -> bool:
    """Whether a test failed as it does when an attack gets through. An assertion in the site's code is a crash."""
    if call.excinfo is None or not call.excinfo.errisinstance((AssertionError, pytest.fail.Exception)):
        return False
    return bool({"tests", "_pytest", "unittest"} & set(Path(call.excinfo.traceback[-1].path).parts))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise AttackTimeout(f"The attack took longer than {MAX_SECONDS} seconds.")


@contextmanager
def _time_limit() -> Iterator[None]:
    signal.signal(signal.SIGALRM, _stop)
    signal.alarm(MAX_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


class AttackProof:
    """The pytest plugin: it switches off, judges each attack, and reports by protection."""

    def __init__(self, config: pytest.Config, protections: Mapping[str, Protection], folder: Path) -> None:
        self.config = config
        self.protections = protections
        self.attacks = attacks_in(folder)
        # Node id to how the attack ended: "red", or a key of `_REASONS`.
        self.outcomes: dict[str, str] = {}
        self.not_run: set[str] = set()
        # A narrowed proof is silent about protections of which no attack was asked for.
        self.is_narrowed = bool(config.option.keyword or config.option.markexpr) or any(
            Path(argument.partition("::")[0]).resolve() != folder for argument in config.args
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, Any, Any]:
        with _time_limit():
            return (yield)

    @pytest.fixture(autouse=True)
    def protection_switched_off(self, request: pytest.FixtureRequest) -> Iterator[None]:
        """Hold the protection off for the length of the test."""
        name = self.attacks[_function(request.node.nodeid)]
        if name not in self.protections:
            raise LookupError(f"{request.node.nodeid} names no protection that there is.")
        with self.protections[name].switch():
            yield

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped:
            outcome = "skipped"
        elif report.when == "call":
            outcome = "red" if _is_red(call) else "green" if report.passed else "crashed"
        else:
            outcome = "" if report.passed else "crashed"
        if outcome == "red":
            report.sections.append((FOUND, report.longreprtext))
            report.outcome, report.longrepr = "passed", None
        elif outcome:
            report.outcome = "failed"
            report.longrepr = "\n".join(filter(None, [report.longreprtext, _REASONS[outcome]]))
        report.proof = outcome  # type: ignore[attr-defined]  # a report carries what it is given from worker to controller
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A worker that died reports for its test, and knows of no proof.
        outcome = getattr(report, "proof", "crashed")
        if outcome and self.outcomes.get(report.nodeid, "red") == "red":
            self.outcomes[report.nodeid] = outcome

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.not_run |= {item.nodeid for item in items}

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["not_run"] = sorted(self.not_run)
        elif session.exitstatus == pytest.ExitCode.OK and any(problems for _, problems, _ in self.verdicts()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.not_run |= set(getattr(node, "workeroutput", {}).get("not_run", ()))

    def verdicts(self) -> Iterator[tuple[Protection, list[str], list[str]]]:
        """Each protection that was asked for, what speaks against its proof, and the attacks that went red."""
        known = {_function(node_id) for node_id in (*self.outcomes, *self.not_run)}
        absent = (self.attacks.keys() - known) | (self.not_run - self.outcomes.keys())
        endings = [*self.outcomes.items(), *((node_id, "not run") for node_id in absent)]
        by_protection: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for node_id, ending in endings:
            by_protection[self.attacks.get(_function(node_id), "")][ending].append(node_id)
        for name, protection in self.protections.items():
            attacks = by_protection[name]
            if self.is_narrowed and attacks.keys() <= {"not run"}:
                continue
            problems = [f"{ending}: {_listed(ids)}" for ending, ids in sorted(attacks.items()) if ending != "red"]
            yield protection, problems if attacks else ["no attack"], attacks["red"]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("attack proof")
        totals: Counter[bool] = Counter()
        for protection, problems, red in self.verdicts():
            totals[bool(problems)] += 1
            verdict = f"NOT PROVEN ({'; '.join(problems)})" if problems else "proven"
            line = f"{protection.name}: {verdict}. {protection.claim} Off: {protection.weakness}. Red: {_listed(red)}"
            terminalreporter.write_line(line, red=bool(problems))
        terminalreporter.write_line(
            f"{totals[False]} protections proven, {totals[True]} not proven,"
            f" {len(self.protections) - totals.total()} not asked for"
        )


def _listed(node_ids: list[str]) -> str:
    """Attacks by function, with how many cases of each."""
    cases = Counter(_function(node_id) for node_id in node_ids)
    return ", ".join(f"{name} ({count})" if count > 1 else name for name, count in sorted(cases.items())) or "none"
