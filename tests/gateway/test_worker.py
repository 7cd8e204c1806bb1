"""What the gateway's worker refuses before anything of ours sees it: in JSON, as all else."""

import json
from collections.abc import Iterator

import pytest

from reviews_site.deployment.json_worker import TLS_FILES, IncompleteTls, tls_context
from tests.deploy.http_server import ask, serving

REQUESTS = [
    (400, "POST /v2 HTTP/1.1\nHost: localhost\nContent-Length: x\n\n"),
    (400, "GE(T /v2 HTTP/1.1\nHost: localhost\n\n"),
    (400, "GET /v2 HTTP/9.9\n\n"),
    (411, "POST /v2 HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\n\n0\n\n"),
    (413, "POST /v2 HTTP/1.1\nHost: localhost\nContent-Length: 999999999\n\n"),
    (431, f"GET /v2 HTTP/1.1\nHost: localhost\nX: {'a' * 40_000}\n\n"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The gateway's worker before an application of a test."""
    given = {"PLATEMARK_PROCESS": "gateway", "DATABASE_ANALYTICAL_URL": "postgresql://nobody@localhost/none"}
    with serving("tests.deploy.echo:application", **given) as found:
        yield found


@pytest.mark.parametrize(("status", "request_text"), REQUESTS)
def test_what_no_thread_sees_is_refused_in_json(port: int, status: int, request_text: str) -> None:
    head, _, body = ask(port, request_text).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status), head
    assert list(json.loads(body)) == ["error"]


def test_half_of_a_tls_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TLS_FILES:
        monkeypatch.delenv(name, raising=False)
    assert tls_context() is None
    monkeypatch.setenv(TLS_FILES[0], "certificate.pem")
    with pytest.raises(IncompleteTls, match="GATEWAY_CLIENT_CA"):
        tls_context()
