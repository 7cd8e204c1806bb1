"""A pytest plugin that writes how each attack ended to the file that `LESSON_REPORT` names, as JSON."""

import json
import os
from pathlib import Path

import pytest

from tests.attacks.proof import FOUND

_ended: dict[str, dict[str, str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how the test ended, or how its preparation failed."""
    if report.when == "call" or not report.passed:
        found = next((text for title, text in report.sections if title == FOUND), report.longreprtext)
        _ended[report.nodeid] = {"outcome": report.outcome, "found": found}


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write them down."""
    Path(os.environ["LESSON_REPORT"]).write_text(json.dumps(_ended))
