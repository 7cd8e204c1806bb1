"""Stall two hundred clients at a running site, and measure how fast pages come for others.

    python -m tests.benchmarks.slow_clients --url http://localhost:PORT

Each client sends the head of a form and seven of a thousand bytes, and waits. Exit code 1: a page failed, or 95 of 100
pages took longer than a second.
"""

import argparse
import contextlib
import socket
import statistics
import sys
import time
from urllib.parse import urlsplit

import httpx

MAX_SECONDS = 1.0


def main() -> int:
    """Print the figures of the stalled site beside those of the quiet one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--pages", type=int, default=200)
    given = parser.parse_args()
    quiet = seconds_of_pages(given.url, given.pages)
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(stalled(given.url)) for _ in range(given.clients)]
        slow = seconds_of_pages(given.url, given.pages)
        held = sum(is_open(client) for client in clients)
    for name, seconds in (("quiet", quiet), (f"{held} of {given.clients} clients stalled", slow)):
        print(f"{name}: median {statistics.median(seconds):.3f} s, 95 of 100 within {p95(seconds):.3f} s")
    return int(p95(slow) > MAX_SECONDS)


def stalled(url: str) -> socket.socket:
    """A client that began to send a form, and waits."""
    parts = urlsplit(url)
    client = socket.create_connection((parts.hostname or "localhost", parts.port or 80), timeout=30)
    head = f"POST /accounts/login/ HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 1000\r\n\r\nlogin=a"
    client.sendall(head.encode())
    return client


def is_open(client: socket.socket) -> bool:
    """Whether the server still waits for the rest."""
    client.setblocking(False)
    try:
        client.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def seconds_of_pages(url: str, count: int) -> list[float]:
    """How long so many pages took, asked for one after the other, in turn from three addresses."""
    found = []
    for number in range(count):
        began = time.perf_counter()
        path = ("/", "/restaurants/", "/accounts/login/")[number % 3]
        httpx.get(url + path, timeout=30).raise_for_status()
        found.append(time.perf_counter() - began)
    return found


def p95(seconds: list[float]) -> float:
    """What 95 of 100 are below."""
    return statistics.quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
