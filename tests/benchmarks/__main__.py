"""`make bench`: measure the site on servers of its own, print a table and fill `var/bench.json`. It asserts nothing.

The file is written after each figure, so that an interrupted run keeps what it has, and `--resume` goes on from there.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from reviews_site.deployment.paths import REPOSITORY
from tests.benchmarks import (
    breach_reports,
    data,
    erasures,
    figures,
    finding,
    forecasts,
    gateway,
    governance,
    growth,
    masking,
    pages,
    photos,
    posting,
    relaying,
    sign_in,
    starting,
    tills,
    uploads,
)
from tests.benchmarks.figures import AT_LEAST, AT_MOST, Aim, Measurement
from tests.benchmarks.site import Stage, stage

REVIEWS = 10_000
PAGES = tuple(f"{name}{suffix}" for name in pages.NAMES for suffix in ("", pages.CACHED, pages.SIGNED_IN))
NAMES = (
    *PAGES,
    *pages.API_NAMES,
    *masking.NAMES,
    "post_review",
    "api_post_review",
    "till_events",
    *relaying.NAMES,
    "sentiment_fast",
    "gateway_overhead",
    "forecast_all",
    "seed",
    *governance.NAMES,
    *breach_reports.NAMES,
    *sign_in.NAMES,
    *erasures.NAMES,
    *finding.NAMES,
    *photos.NAMES,
    *uploads.NAMES,
    *starting.NAMES,
)
AIMS = (
    Aim("restaurant_page", "ratio", AT_MOST, 1.1),
    Aim("restaurant_page", "queries", AT_MOST, 6),
    Aim("browse_page", "ratio", AT_MOST, 1.2),
    Aim("browse_page", "queries", AT_MOST, 5),
    Aim("restaurant_page_size", "value", AT_MOST, 40),
    Aim("restaurant_page_compressed", "value", AT_MOST, 12),
    *(Aim(f"{name}_cached_speedup", "value", AT_LEAST, 8) for name in pages.NAMES),
    *(Aim(f"{name}{pages.SIGNED_IN}", "ratio", AT_MOST, 0.35) for name in pages.NAMES),
    *(Aim(name, "ratio", AT_MOST, 1.05) for name in masking.NAMES),
    *(Aim(name, "ratio", AT_MOST, 0.8) for name in pages.API_NAMES),
    Aim("api_reviews_page", "queries", AT_MOST, 4),
    Aim("photo_pipeline", "ratio", AT_MOST, 1.25),
    Aim("gateway_overhead", "value", AT_MOST, 1.5),
    Aim("relay", "ratio", AT_LEAST, 0.15),
    *(Aim(name, "value", AT_MOST, 10) for name in finding.NAMES),
    Aim("seed", "value", AT_LEAST, 10_000),
    Aim("web_memory", "value", AT_MOST, 200),
    Aim("memory", "value", AT_MOST, 1_000),
    *(Aim(f"growth_{page}_{size}", "ratio", AT_MOST, 1.3) for page in growth.PAGES for size in growth.SIZES[1:]),
)


def main() -> None:
    """Measure what is asked for, and leave the figures."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--resume", action="store_true", help="keep the figures of an interrupted run, measure the rest"
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="every row from fewer rounds, in under four minutes")
    parser.add_argument("--growth", action="store_true", help="database time at 10,000, 100,000 and 1,000,000 reviews")
    parser.add_argument("--json", type=Path, default=REPOSITORY / "var" / "bench.json", help="where the figures go")
    asked = parser.parse_args()
    results = figures.Results(asked.json, {"quick": asked.quick})
    wanted = set(asked.only or (() if asked.growth else NAMES)) - (results.resume() if asked.resume else set())
    began = time.monotonic()
    for measurement in _measured(wanted, quick=asked.quick, grows=asked.growth):
        results.add(measurement)
        seconds = f"[{time.monotonic() - began:4.0f} s]"
        print(
            f"{seconds} {measurement.name}: {measurement.value:.4g} {measurement.unit}  {measurement.note}", flush=True
        )
    results.finish()
    print("\n" + figures.table(results.measurements(), AIMS))
    print(f"\n{asked.json} is complete after {time.monotonic() - began:.0f} s")


def grow(on: Stage, reviews: int) -> None:
    """So many reviews in the transactional store."""
    with on.connect() as connection:
        data.grow(connection, reviews)


def _measured(wanted: set[str], *, quick: bool, grows: bool) -> Iterator[Measurement]:
    if "photo_pipeline" in wanted:
        yield photos.photo_pipeline(rounds=3 if quick else 9)
    if "photo_faces" in wanted:
        yield photos.photo_faces(rounds=3 if quick else 9)
    if grows or wanted - {*starting.NAMES, *photos.NAMES}:
        with stage() as on:
            print(f"servers are up; making {data.RESTAURANTS} restaurants, {REVIEWS:,} reviews", flush=True)
            on.inside("seeder", "first_rows")
            with on.connect() as connection:
                data.fill(connection)
            grow(on, REVIEWS)
            yield from _on_stage(on, wanted, quick=quick)
            if grows:
                yield from growth.measure(on, grow)
    if wanted & set(starting.NAMES):
        print("starting the whole site on a new folder", flush=True)
        starts, settle_seconds = (1, 10) if quick else (3, 60)
        postings = 20 if quick else 100
        yield from starting.measure(wanted, postings=postings, warm_starts=starts, settle_seconds=settle_seconds)


def _on_stage(on: Stage, wanted: set[str], *, quick: bool) -> Iterator[Measurement]:
    if asked := [name for name in (*PAGES, *pages.API_NAMES) if name in wanted]:
        yield from pages.measure(on, asked, rounds=3 if quick else 7, requests=150 if quick else 400)
    if marts := [name for name in masking.NAMES if name in wanted]:
        yield from masking.masks(on, marts, rounds=21 if quick else 61)
    for name in (name for name in relaying.NAMES if name in wanted):
        yield relaying.relay(on, name, rounds=3 if quick else 5, events=5_000 if quick else 20_000)
    if "till_events" in wanted:
        yield tills.till_events(on, rounds=1 if quick else 3, messages=500 if quick else 2_000)
    if "post_review" in wanted:
        yield posting.post_review(on, rounds=1 if quick else 3)
    if "api_post_review" in wanted:
        yield posting.api_post_review(on, rounds=1 if quick else 3)
    if "sentiment_fast" in wanted:
        done = on.inside("models", "sentiment")
        yield Measurement(
            "sentiment_fast", done["model"], "reviews/s", done["lexicon"], note="floor: the lexicon VADER"
        )
    if "gateway_overhead" in wanted:
        yield gateway.gateway_overhead(on, rounds=3 if quick else 7, requests=500 if quick else 2_000)
    if "photo_upload" in wanted:
        yield uploads.photo_upload(on, rounds=5 if quick else 11)
    if "forecast_all" in wanted:
        yield forecasts.forecast_all(on)
    yield from sign_in.measure(on, wanted, rounds=30 if quick else 100, people=1_000 if quick else 10_000)
    yield from governance.measure(on, wanted, datasets=100 if quick else 1_000)
    yield from breach_reports.measure(on, wanted, reviews=10_000 if quick else 100_000)
    if "seed" in wanted:
        yield posting.seed(on, 20_000 if quick else 200_000)
    if asked := [name for name in finding.NAMES if name in wanted]:
        yield from finding.measure(on, asked)
    if "erasure" in wanted:
        grow(on, 50_000 if quick else 1_000_000)
        yield from erasures.measure(on, wanted, rounds=2 if quick else 5)


if __name__ == "__main__":
    main()
