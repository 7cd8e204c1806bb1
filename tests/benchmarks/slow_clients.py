"""Stall two hundred clients at a running site, and measure how fast pages come for others.

    python -m tests.benchmarks.slow_clients --url http://localhost:PORT

Each client sends the head of a form and seven of a thousand bytes, and waits; whichever the server ends is replaced by
another. Exit code 1: more than 5 of 100 pages took longer than a second. A page that fails ends the command.
"""

import argparse
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
    quiet = seconds_of_pages(given.url, given.pages, Stall(given.url, 0))
    stall = Stall(given.url, given.clients)
    slow = seconds_of_pages(given.url, given.pages, stall)
    for name, seconds in (("quiet", quiet), (f"{given.clients} clients stalled", slow)):
        print(f"{name}: median {statistics.median(seconds):.3f} s, 95 of 100 within {p95(seconds):.3f} s")
    print(f"At least {stall.fewest} of them were open at any time; the server ended {stall.ended}.")
    return int(p95(slow) > MAX_SECONDS)


class Stall:
    """So many clients that began to send a form, and wait."""

    def __init__(self, url: str, count: int) -> None:
        self.url, self.fewest, self.ended = url, count, 0
        self.clients = [stalled(url) for _ in range(count)]

    def refill(self) -> None:
        """Replace the clients that the server has ended."""
        held = [client for client in self.clients if is_open(client)]
        missing = len(self.clients) - len(held)
        self.fewest, self.ended = min(self.fewest, len(held)), self.ended + missing
        self.clients = held + [stalled(self.url) for _ in range(missing)]


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


def seconds_of_pages(url: str, count: int, stall: Stall) -> list[float]:
    """How long so many pages took, asked for one after the other, in turn from three addresses."""
    found = []
    with httpx.Client(timeout=30) as browser:
        for number in range(count):
            stall.refill()
            began = time.perf_counter()
            browser.get(url + ("/", "/restaurants/", "/accounts/login/")[number % 3]).raise_for_status()
            found.append(time.perf_counter() - began)
    return found


def p95(seconds: list[float]) -> float:
    """What 95 of 100 are below."""
    return statistics.quantiles(seconds, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
