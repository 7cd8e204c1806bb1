"""`make bench`: measures the site on servers of its own, prints a table, writes `var/bench.json`. Asserts nothing."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from reviews_site.embedded.places import REPOSITORY
from tests.benchmarks import data, figures, pages, relaying
from tests.benchmarks.figures import AT_LEAST, AT_MOST, Aim, Measurement
from tests.benchmarks.stage import Stage, stage

REVIEWS = 10_000
PAGES = tuple(f"{name}{suffix}" for name in pages.NAMES for suffix in ("", "_cached"))
NAMES = (*PAGES, "relay")
AIMS = (
    Aim("restaurant_page", "ratio", AT_MOST, 1.5),
    Aim("restaurant_page", "queries", AT_MOST, 6),
    Aim("browse_page", "ratio", AT_MOST, 2),
    Aim("browse_page", "queries", AT_MOST, 5),
    Aim("relay", "ratio", AT_LEAST, 0.15),
    Aim("web_memory", "value", AT_MOST, 200),
)


def main() -> None:
    """Measure what is asked for, and leave the figures."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    parser.add_argument("--json", type=Path, default=REPOSITORY / "var" / "bench.json", help="where the figures go")
    asked = parser.parse_args()
    began = time.monotonic()
    found = []
    with stage() as on:
        print(f"servers are up; making {REVIEWS:,} reviews", flush=True)
        fill(on, REVIEWS)
        for measurement in measured(on, asked.only, quick=asked.quick):
            print(f"{measurement.name}: {measurement.value:.4g} {measurement.unit}  {measurement.note}", flush=True)
            found.append(measurement)
    figures.write(asked.json, found)
    print("\n" + figures.table(found, AIMS))
    print(f"\n{asked.json} written after {time.monotonic() - began:.0f} s")


def fill(on: Stage, reviews: int) -> None:
    """Restaurants, people and reviews, in the transactional store."""
    on.inside("seeder", "first_rows")
    with on.connect() as connection:
        data.fill(connection)
        data.grow(connection, reviews)


def measured(on: Stage, asked: list[str], *, quick: bool) -> Iterator[Measurement]:
    """Each measurement that was asked for, one after the other."""
    if wanted := [name for name in asked if name in PAGES]:
        yield from pages.measure(on, wanted, rounds=3 if quick else 7, requests=150 if quick else 400)
    if "relay" in asked:
        yield relaying.relay(on, rounds=3 if quick else 5, events=5_000 if quick else 20_000)


if __name__ == "__main__":
    main()
