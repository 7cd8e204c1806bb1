"""What leaves a process as a log line, and what is counted."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from reviews_site.logs import MaskingFormatter, MaskingJsonFormatter, mask
from reviews_site.web.metrics import RequestMetrics

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ada.lovelace+x@mail.example.org wrote", "***@*** wrote"),
        ("redis://web:s3cr3t/x@host:6379/1", "redis://web:***@host:6379/1"),
        ("from 192.168.17.44 today", "from 192.168.17.0 today"),
        ("Authorization: Bearer abcdef123456", "Authorization: Bearer ***"),
        ("password=correct-horse&next=/", "password=***&next=/"),
        ("relayed 1,000 events in 0.3 s", "relayed 1,000 events in 0.3 s"),
    ],
)
def test_personal_values_are_masked(text: str, left: str) -> None:
    assert mask(text) == left


@pytest.mark.parametrize("form", [MaskingFormatter("%(message)s"), MaskingJsonFormatter("%(message)s")])
def test_a_trace_is_masked_too(form: logging.Formatter) -> None:
    try:
        raise ValueError("no mailbox for ada@example.org")
    except ValueError:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "it broke for %s", ("eva@example.org",), sys.exc_info()
        )
    line = form.format(record)
    assert "example.org" not in line
    assert "no mailbox for ***@***" in line
    if isinstance(form, MaskingJsonFormatter):
        assert json.loads(line)["message"] == "it broke for ***@***"


def test_an_answer_is_logged_by_its_route_and_an_id(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/restaurants/?q=ada@example.org")
    with caplog.at_level(logging.INFO):
        response = RequestMetrics(lambda _: HttpResponse(status=204))(request)
    (record,) = caplog.records
    assert record.__dict__["status"] == 204
    assert record.__dict__["request"] == response["X-Request-ID"]
    assert "ada" not in json.dumps(record.__dict__, default=str)


def test_whoever_has_the_token_reads_the_counts(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "right"
    request = HttpRequest()
    request.method = "BREW"
    RequestMetrics(lambda _: HttpResponse(status=418))(request)
    page = client.get("/metrics", headers={"Authorization": "Bearer right"})
    assert page.status_code == 200
    assert 'method="other",route="from memory, or none",status="418"' in page.content.decode()


def test_an_output_that_is_full_stops_nobody(tmp_path: Path) -> None:
    """As when the log's disk is full: lines are lost, and the process goes on."""
    program = (
        "import logging.config, pathlib, sys; from reviews_site.settings.observability import logging_config;"
        "logging.config.dictConfig(logging_config('web', 'INFO', form='json'));"
        "[logging.getLogger(name).error('a line') for name in ('accounts', 'celery', 'gunicorn.error') * 2];"
        "pathlib.Path(sys.argv[1]).touch()"
    )
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", program, str(tmp_path / "went-on")]
        subprocess.run(command, stdout=full, stderr=full, cwd=ROOT, check=False, timeout=120)
    assert (tmp_path / "went-on").exists()
