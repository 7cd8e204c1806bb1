"""What a page costs, in CPU milliseconds a request of web and PostgreSQL together, beside the floors of the same run.

Floors and pages take turns within each round, so that whatever else the machine does falls on all of them.
"""

import gzip
import statistics
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from tests.benchmarks import figures, load, processor
from tests.benchmarks.data import RESTAURANTS, SLUG
from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import FLOORS, Server, Stage, gunicorn

PAGE_CACHE = "restaurants.page_cache.PageCache"
NAMES = ("restaurant_page", "browse_page", "home_page")
API_NAMES = ("api_restaurant", "api_reviews_page")
CACHED, SIGNED_IN = "_cached", "_signed_in"
REMEMBERED = 20
_SLUGS = [f"{SLUG}-{number:05}" for number in range(1, RESTAURANTS + 1, 2)]
# Pages that differ: what is remembered of one page does not help the next.
ADDRESSES = {
    "floor_d": [f"/d/{slug}/" for slug in _SLUGS],
    "floor_r": [f"/r/{slug}/" for slug in _SLUGS],
    "restaurant_page": [f"/restaurants/{slug}/" for slug in _SLUGS],
    "browse_page": ["/restaurants/", *(f"/restaurants/?page={number}" for number in range(2, RESTAURANTS // 24))],
    "home_page": ["/"],
    "api_restaurant": [f"/api/v1/restaurants/{slug}" for slug in _SLUGS],
    "api_reviews_page": [f"/api/v1/restaurants/{slug}/reviews" for slug in _SLUGS],
}


@dataclass
class Target:
    """A page on a server, and what was measured of it, a figure a round."""

    name: str
    server: Server
    addresses: Sequence[str]
    requests: int
    headers: Sequence[str] = ()
    milliseconds: list[float] = field(default_factory=list)
    per_second: list[float] = field(default_factory=list)
    mean_bytes: float = 0

    def take_round(self, postmaster: int) -> None:
        """Load the page once, and note what it cost."""
        roots = (self.server.pid, postmaster)
        before = processor.cpu_seconds(roots)
        loaded = load.paths(self.server.port, self.addresses, requests=self.requests, headers=self.headers)
        used = processor.cpu_seconds(roots) - before
        if loaded.failures:
            raise SystemExit(f"{self.name}: {loaded.failures} of {loaded.requests} requests failed.")
        self.milliseconds.append(figures.milliseconds_a_request(used, loaded.requests))
        self.per_second.append(loaded.per_second)
        self.mean_bytes = loaded.mean_bytes


def measure(on: Stage, asked: Iterable[str], *, rounds: int, requests: int) -> Iterator[Measurement]:
    """The pages asked for (`home_page`, `browse_page_cached`, …), the floors, and the memory of the web process."""
    wanted = list(asked)
    with on.connect() as connection:
        # Three servers at once; the site has one.
        connection.execute("ALTER ROLE web CONNECTION LIMIT 48")
    with ExitStack() as stack:
        floors = stack.enter_context(gunicorn(on, FLOORS))
        plain = stack.enter_context(gunicorn(on, without=PAGE_CACHE))
        cached = stack.enter_context(gunicorn(on))
        targets = [Target(name, floors, ADDRESSES[name], requests) for name in ("floor_d", "floor_r")]
        cookies = on.inside("web", "cookies") if any(name.endswith(SIGNED_IN) for name in wanted) else ""
        alone = []
        for name in wanted:
            page = name.removesuffix(CACHED).removesuffix(SIGNED_IN)
            server, times = (plain, 1) if page == name else (cached, 10 if name.endswith(CACHED) else 3)
            headers = [f"Cookie: {cookies}"] if name.endswith(SIGNED_IN) else []
            # Of pages that are remembered fewer, each of which both workers have to see before it is measured.
            addresses = ADDRESSES[page] if page == name else ADDRESSES[page][:REMEMBERED]
            targets.append(Target(name, server, addresses, requests * times, headers))
            if headers:
                alone.append(Target(f"{name}_alone", plain, ADDRESSES[page], requests, headers))
        _take_rounds([*targets, *alone], on.postmaster(), rounds)
        floor_d, floor_r, *pages = targets
        yield _floor(floor_d, None)
        yield _floor(floor_r, floor_d)
        for target in pages:
            yield from _page(on, target, floor_d)
        for target in alone:
            yield replace(_floor(target, floor_d), note=f"rendered whole; {_beside(target)}")
        yield Measurement("web_memory", cached.memory_megabytes(), "MB", note="PSS of two workers and their master")


def _take_rounds(targets: Sequence[Target], postmaster: int, rounds: int) -> None:
    for target in targets:
        # A worker that takes one request in five has seen all but one page in a hundred then.
        requests = max(20 * len(target.addresses[:REMEMBERED]), 50)
        load.paths(target.server.port, target.addresses, requests=requests, headers=target.headers)
    for number in range(rounds):
        for target in targets:
            print(f"\r  round {number + 1} of {rounds}: {target.name:<24}", end="", flush=True)
            target.take_round(postmaster)
    print("\r" + " " * 50 + "\r", end="")


def _floor(target: Target, below: Target | None) -> Measurement:
    floor = figures.median(below.milliseconds) if below else None
    value = figures.median(target.milliseconds)
    return Measurement(target.name, value, "CPU ms/request", floor, note=_beside(target))


def _page(on: Stage, target: Target, floor: Target) -> Iterator[Measurement]:
    way = next((suffix for suffix in (CACHED, SIGNED_IN) if target.name.endswith(suffix)), "")
    queries = on.inside("web", "queries", target.addresses[0], way)
    ratio = figures.median_of_ratios(target.milliseconds, floor.milliseconds)
    value = figures.median(target.milliseconds)
    times = figures.median_of_ratios(target.per_second, floor.per_second)
    # The floor that makes the ratio the median of the rounds' own ratios.
    yield Measurement(target.name, value, "CPU ms/request", value / ratio, queries, _beside(target))
    if way == CACHED:
        yield Measurement(f"{target.name}_speedup", times, "x D's requests/s")
    elif not way:
        yield Measurement(f"{target.name}_size", target.mean_bytes / 1024, "KB with its headers")
        yield Measurement(f"{target.name}_compressed", _compressed(target) / 1024, "KB", note="by gzip, as on the wire")


def _compressed(target: Target) -> float:
    bodies = []
    for address in target.addresses[:: len(target.addresses) // 10 or 1]:
        url = f"http://localhost:{target.server.port}{address}"
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": "localhost"}), timeout=10) as answer:
            bodies.append(len(gzip.compress(answer.read(), 6)))
    return statistics.mean(bodies)


def _beside(target: Target) -> str:
    return f"{figures.median(target.per_second):,.0f} requests/s, {target.mean_bytes / 1000:.1f} kB"
