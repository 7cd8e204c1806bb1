"""Clients that send slowly, or never end: pages for others come all the same."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from tests.deploy.http_server import ask, serving

HEAD = "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
PAGE = "GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n"
CLIENTS = 200
STALLS = {
    "nothing": "",
    "head": HEAD,
    "body": f"{HEAD}Content-Length: 1000\r\n\r\nlogin=a",
    "file": f"{HEAD}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n",
    "chunk": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n3e8\r\nlogin=a",
    "chunk behind a length": f"{HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nlogin=a",
    "empty lines": "\r\n\r\n",
    "second request": "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n" + HEAD,
    "second body": f"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n{HEAD}Content-Length: 9\r\n\r\na",
    "expectation": f"{HEAD}Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n",
    "no line ends": "GET / HTTP/1.1\nHost: localhost\n\n",
}


@pytest.fixture
def port() -> Iterator[int]:
    with serving("tests.deploy.echo:application") as found:
        yield found


@pytest.mark.protection("slow_clients_hold_no_thread")
@pytest.mark.parametrize("kind", ["head", "body", "file", "expectation"])
def test_two_hundred_stalled_clients_hold_nobody_up(port: int, kind: str) -> None:
    with stalled(port, [STALLS[kind]] * CLIENTS):
        assert pages_answered(port) == 40


@pytest.mark.protection("slow_clients_hold_no_thread")
def test_no_way_to_stall_holds_a_thread(port: int) -> None:
    with stalled(port, list(STALLS.values()) * 16):
        assert pages_answered(port) == 40


@contextlib.contextmanager
def stalled(port: int, texts: list[str]) -> Iterator[None]:
    """Connections that each sent so much, and wait."""
    with contextlib.ExitStack() as stack:
        for text in texts:
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            client.sendall(text.encode())
        yield


def pages_answered(port: int, wanted: int = 40) -> int:
    """How many of so many pages came, until one did not."""
    for number in range(wanted):
        try:
            if not ask(port, PAGE).startswith(b"HTTP/1.1 200"):
                return number
        except TimeoutError:
            return number
    return wanted
