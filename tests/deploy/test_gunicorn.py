"""What answers on HTTP in front of Django: gunicorn by our configuration, the WSGI entry, and the proxy's file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from reviews_site import wsgi
from tests.deploy.external import ROOT
from tests.deploy.http_server import ask, serving

_MOUNTS = """GET /restaurants/zum-reiher-linz/ HTTP/1.1
Host: localhost
SCRIPT_NAME: /restaurants/zum-reiher-linz
PATH_INFO: /elsewhere/
Script-Name: /restaurants
X-Forwarded-Prefix: /restaurants
X-Forwarded-Proto: https
X-Forwarded-Ssl: on
X_Forwarded_For: 192.0.2.66
Connection: close

"""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving("tests.deploy.echo:application") as found:
        yield found


def test_no_header_changes_path_or_scheme(port: int) -> None:
    """Gunicorn's own defaults believe such headers when they come from the loopback."""
    head, _, body = ask(port, _MOUNTS).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    seen = json.loads(body)
    path = (seen["SCRIPT_NAME"], seen["PATH_INFO"])
    assert path == ("", "/restaurants/zum-reiher-linz/")
    assert seen["wsgi.url_scheme"] == "http"
    assert "192.0.2.66" not in seen.values()


def test_the_entry_passes_on_no_mount_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the server in front was set up."""
    seen: dict[str, Any] = {}
    monkeypatch.setattr(wsgi, "_site", lambda environ, start_response: seen.update(environ) or [])
    mounts = dict.fromkeys(("SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL", "HTTP_SCRIPT_NAME", "HTTP_PATH_INFO"), "/x")
    wsgi.application({**mounts, "PATH_INFO": "/"}, None)
    assert seen == {"SCRIPT_NAME": "", "PATH_INFO": "/"}


def test_the_proxy_removes_every_header_with_an_underscore() -> None:
    """Gunicorn would drop them too; a server in its place might not."""
    sites = (ROOT / "deploy" / "Caddyfile").read_text().split("reverse_proxy")[:-1]
    assert len(sites) == 2 and all("request_header -*_*" in site for site in sites)
