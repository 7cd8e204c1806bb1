"""What leaves a process as a log line, and what is counted."""

import json
import logging
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.sessions import SessionStore
from reviews_site.logs import MaskingFormatter, MaskingJsonFormatter, mask
from reviews_site.web.metrics import RequestMetrics
from reviews_site.web.refusals import REFUSALS
from reviews_site.web.sessions import session_digest
from tests.accounts.factors import with_app
from tests.accounts.users import PASSWORD, member

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


def test_a_value_of_several_lines_is_one_line_of_the_log() -> None:
    record = logging.makeLogRecord({"msg": "odd name %s", "args": ('a\n{"level": "INFO"}\r\x1b[2J\u2028',)})
    line = MaskingJsonFormatter("%(message)s").format(record)
    assert len(line.splitlines()) == 1 and "\x1b" not in line
    assert json.loads(line)["message"].startswith("odd name a\n")


def test_an_answer_is_logged_by_its_route_and_an_id(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().get("/restaurants/?q=ada@example.org")
    with caplog.at_level(logging.INFO):
        response = RequestMetrics(lambda _: HttpResponse(status=204))(request)
    (record,) = caplog.records
    assert record.__dict__["status"] == 204
    assert record.__dict__["request"] == response["X-Request-ID"]
    assert "ada" not in json.dumps(record.__dict__, default=str)


def test_a_line_says_when_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine is, and whatever Django made of its time zone."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        record = logging.makeLogRecord({"msg": "answered", "created": 0.25, "msecs": 250})
        line = json.loads(MaskingJsonFormatter("%(asctime)s %(message)s").format(record))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert line["asctime"] == "1970-01-01T00:00:00.250Z"


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_a_refusal_is_logged_with_where_it_came_from(caplog: pytest.LogCaptureFixture, status: int) -> None:
    request = RequestFactory().get("/restaurants/", REMOTE_ADDR="2001:db8:0:1::7")
    request.session = SessionStore(session_key="k" * 32)
    with caplog.at_level(logging.INFO):
        RequestMetrics(lambda _: HttpResponse(status=status))(request)
        request.META["REMOTE_ADDR"] = "nowhere"
        RequestMetrics(lambda _: HttpResponse(status=status))(request)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2
    first, second = (record.__dict__ for record in caplog.records)
    assert (first["message"], first["status"], first["network"]) == ("refused", status, "2001:db8:0:1::/64")
    assert second["network"] == "unknown" and first["session"] == session_digest("k" * 32)[:12]


@pytest.mark.django_db
def test_a_wrong_password_code_or_passkey_is_logged_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    user = member("mia")
    with_app(user)
    client, wrong = Client(), {"login": user.email, "password": "not it at all, I fear"}
    client.post("/accounts/login/", wrong)
    client.post("/accounts/login/", {"login": "nobody@example.org", "password": wrong["password"]})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/login/second/", {"code": "000000"})
    Client().post("/accounts/login/passkey/", {"credential": "{}"})
    client.force_login(user)
    client.post("/security/confirm/", {"code": "000000"})
    noted = [record.__dict__ for record in caplog.records if record.name == "reviews_site.web.refusals"]
    assert [(line["message"], line["factor"]) for line in noted] == [
        *[("sign-in refused", "password")] * 2,
        *[("sign-in refused", "second"), ("sign-in refused", "passkey")],
        ("recent authentication refused", "code"),
    ]
    assert "@" not in json.dumps(noted, default=str) and wrong["password"] not in json.dumps(noted, default=str)


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
