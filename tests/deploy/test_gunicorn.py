"""What answers on HTTP in front of Django: gunicorn by our configuration, the WSGI entry, and the proxy's file."""

import json
import re
import socket
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import resolve

from reviews_site import wsgi
from reviews_site.deployment.buffering_worker import MAX_BODY_BYTES, MAX_PHOTOS_BYTES, PHOTOS_PATH, Intake
from tests.attacks.routes import paths
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


def test_worker_and_proxy_let_through_what_a_route_takes() -> None:
    """And nothing longer: a route that takes more than a form has a line in both."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text().split("\n{$SITE_HOST}")[1].split("{$CONSOLE_HOST}")[0]
    named = {name: set(listed.split()) for name, listed in re.findall(r"@(\w+) path (.*)", caddyfile)}
    limits = {name: int(kilobytes) * 1000 for name, kilobytes in re.findall(r"@(\w+) \{\s+max_size (\d+)KB", caddyfile)}
    limits |= {name: int(mega) * 10**6 for name, mega in re.findall(r"@(\w+) \{\s+max_size (\d+)MB", caddyfile)}
    assert set(re.search(r"@form not path (.*)", caddyfile)[1].split()) == set.union(*named.values())  # type: ignore[index]  # it is there
    found: set[str] = set()
    for path in paths():
        taken = getattr(resolve(path).func, "max_body_bytes", 0)
        pattern = next((each for each in set.union(*named.values()) if fnmatch(path, each)), None)
        limit = next((limits[name] for name, listed in named.items() if pattern in listed), limits["form"])
        assert taken <= limit * 1.05 and (pattern is None or taken > limits["form"]), path
        is_long = bool(PHOTOS_PATH.match(f"POST {path} HTTP/1.1".encode()))
        assert is_long == (taken > MAX_BODY_BYTES), path
        found |= {pattern} if pattern else set()
    assert found == set.union(*named.values())


@override_settings(SECURE_SSL_REDIRECT=True)
def test_people_are_led_to_tls_and_programs_refused() -> None:
    plain = (ROOT / "deploy" / "Caddyfile").read_text().split("http://{$SITE_HOST} {")[1].split("\n}\n")[0]
    assert "@programs path /api/* /webhooks/*\n\trespond @programs 403" in plain
    assert Client().get("/accounts/login/").status_code == 301
    assert Client().get("/api/v1/me").status_code == 401


def test_the_proxy_speaks_tls_of_today_with_forward_secrecy() -> None:
    """Certificates are those of a public authority, which Caddy asks for by itself."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    assert re.findall(r"protocols (.*)", caddyfile) == ["tls1.2 tls1.3"]
    suites = re.findall(r"ciphers (.*)", caddyfile)[0].split()
    assert len(suites) == 6
    assert [suite for suite in suites if not re.fullmatch(r"TLS_ECDHE_\w+_(GCM|CHACHA20_POLY1305)_SHA\d+", suite)] == []
    assert len(re.findall(r"^\{\$\w+_HOST\} \{\n\timport tls_of_today$", caddyfile, re.MULTILINE)) == 2
    assert not re.search(r"tls (internal|\S+\.(pem|crt))|insecure", caddyfile)


def test_the_proxy_removes_what_names_its_program() -> None:
    sites = (ROOT / "deploy" / "Caddyfile").read_text().split("reverse_proxy")[:-1]
    assert all("\t\t-Server\n" in site for site in sites)


def test_the_proxy_sets_the_headers_of_production_on_its_own_answers() -> None:
    sites = (ROOT / "deploy" / "Caddyfile").read_text().split("reverse_proxy")[:-1]
    seconds = re.search(r"SECURE_HSTS_SECONDS = ([\d_]+)", (ROOT / "reviews_site/settings/production.py").read_text())
    assert seconds is not None
    for site in sites:
        assert f'?Strict-Transport-Security "max-age={int(seconds[1])}; includeSubDomains"' in site
        assert "?X-Content-Type-Options nosniff" in site


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("Content-Length: 2097153\n\n", 413),
        ("Transfer-Encoding: chunked\n\n0\n\n", 411),
        ("Content-Length: 1\nContent-Length: 2\n\na", 400),
        ("Content-Length: -1\n\n", 400),
        ("Content-Length: " + "9" * 5_000 + "\n\n", 400),
        ("Content-Length : 1\n\na", 400),
        ("X-Long: " + "a" * 33_000, 431),
    ],
)
def test_what_no_thread_is_to_see_is_refused(port: int, head: str, status: int) -> None:
    answer = ask(port, f"POST / HTTP/1.1\nHost: localhost\n{head}")
    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_a_body_that_comes_in_pieces_is_whole(port: int) -> None:
    fields = ("Host: localhost", "Expect: 100-continue", "Connection: close", "Content-Length: 300000")
    head = "\r\n".join(("POST / HTTP/1.1", *fields, "", ""))
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head.encode())
        assert client.recv(100).startswith(b"HTTP/1.1 100 Continue")
        for _ in range(30):
            client.sendall(b"a" * 10_000)
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert b'"body": "300000"' in answer


def test_requests_one_behind_the_other_are_answered_in_turn(port: int) -> None:
    """On one connection, sent at once, the last of them in two pieces."""
    first, second = (f"POST /{number} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" for number in (1, 2))
    last = "GET /3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall((first + second + last[:20]).encode())
        answered = client.recv(65536)
        client.sendall(last[20:].encode())
        answered += b"".join(iter(lambda: client.recv(65536), b""))
    assert re.findall(rb'"PATH_INFO": "/(\d)"', answered) == [b"1", b"2", b"3"]


def test_photos_alone_are_longer_and_the_next_request_is_answered_too(port: int) -> None:
    """They wait in a file, and not in memory."""
    head = "POST /restaurants/zum-reiher/review/photos/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n"
    last = b"GET /3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
        client.sendall(head.format(9_000_000).encode() + b"a" * 9_000_000 + last)
        answered = b"".join(iter(lambda: client.recv(65536), b""))
    assert b'"body": "9000000"' in answered and b'"PATH_INFO": "/3"' in answered
    assert ask(port, head.format(MAX_PHOTOS_BYTES + 1).replace("\r\n", "\n")).startswith(b"HTTP/1.1 413 ")


def test_a_slow_request_has_ten_seconds_and_more_the_more_of_it_comes() -> None:
    sizes = (0, 40_960, 2_000_000)
    ends = [Intake(began_at=100, received=bytearray(size)).ends_at() for size in sizes]
    assert ends == [110, 120, 160]
