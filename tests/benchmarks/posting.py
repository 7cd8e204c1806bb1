"""CPU milliseconds of posting a review, over HTTP and signed in, beside the bare SQL that leaves the same rows."""

import json
import os
import re
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

import httpx
import psycopg

from restaurants.rules import MAX_REVIEWS_PER_HOUR
from tests.benchmarks import figures, load, processor
from tests.benchmarks.data import RESTAURANTS, SLUG
from tests.benchmarks.figures import Measurement
from tests.benchmarks.posting_to_dashboard import PASSWORD, token
from tests.benchmarks.site import Server, Stage, gunicorn

Writers = Sequence[dict[str, str]]
# What the writers send, ready to be sent.
Requests = Callable[[Stage, Server, Writers], list[bytes]]
TEXT = "We liked the soup very much, the bread was fresh, and our waiter was never in a hurry. " * 4
VISITED_ON = (date.today() - timedelta(days=2)).isoformat()  # noqa: DTZ011 - a day, not a moment
_REVIEW = """
INSERT INTO restaurants_review (id, restaurant_id, author_id, rating, text, language, visited_on, posted_at)
VALUES (uuidv7(), %(place)s, %(author)s, 4, %(text)s, 'en', %(visited_on)s, now())
"""
_RATING = """
UPDATE restaurants_restaurantrating SET count = count + 1, total = total + 4, stars_4 = stars_4 + 1
WHERE restaurant_id = %(place)s
"""
_AUDIT = """
INSERT INTO audit_event (id, action, actor_id, object_id, detail)
VALUES (uuidv7(), 'review.posted', %(author)s, %(place)s, '{}')
"""
_OUTBOX = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)
VALUES (uuidv7(), 'bench.posted', 1, %(place)s, %(payload)s, now())
"""


def post_review(on: Stage, *, rounds: int) -> Measurement:
    """Each round ten people post ten reviews each through the page, and ten others by SQL."""
    return _measure(on, "post_review", _by_browsers, 302, rounds)


def api_post_review(on: Stage, *, rounds: int) -> Measurement:
    """The same by programs, each posting with a token and an `Idempotency-Key`."""
    return _measure(on, "api_post_review", _by_programs, 201, rounds)


def _measure(on: Stage, name: str, requests_of: Requests, expected: int, rounds: int) -> Measurement:
    posted, bare, per_second = [], [], []
    with gunicorn(on) as site:
        for number in range(rounds):
            print(f"\r  round {number + 1} of {rounds}: {name}", end="", flush=True)
            writers = on.inside("seeder", "people", "20")
            milliseconds, rate = _send(on, site, requests_of(on, site, writers[:10]), expected)
            posted.append(milliseconds)
            per_second.append(rate)
            bare.append(_by_sql(on, writers[10:]))
    print("\r" + " " * 40 + "\r", end="")
    value, ratio = figures.median(posted), figures.median_of_ratios(posted, bare)
    note = f"{figures.median(per_second):.0f} a second; floor: the same rows by bare SQL"
    return Measurement(name, value, "CPU ms/review", value / ratio, note=note)


def _by_browsers(_: Stage, site: Server, writers: Writers) -> list[bytes]:
    return [request for writer in writers for request in _requests(site, writer["email"])]


def _by_programs(on: Stage, _: Server, writers: Writers) -> list[bytes]:
    tokens = on.inside("web", "api_tokens", *(writer["id"] for writer in writers))
    return [_posting(token, slug) for token in tokens for slug in _slugs()]


def _posting(token: str, slug: str) -> bytes:
    body = json.dumps({"restaurant": slug, "rating": 4, "text": TEXT, "visited_on": VISITED_ON})
    headers = [f"Authorization: Bearer {token}", f"Idempotency-Key: {uuid.uuid4()}"]
    return load.request_of("/api/v1/me/reviews", method="POST", headers=headers, body=body)


def _slugs() -> list[str]:
    return [f"{SLUG}-{1 + number * RESTAURANTS // MAX_REVIEWS_PER_HOUR:05}" for number in range(MAX_REVIEWS_PER_HOUR)]


def _send(on: Stage, site: Server, requests: Sequence[bytes], expected: int) -> tuple[float, float]:
    roots = (site.pid, on.postmaster())
    before = processor.cpu_seconds(roots)
    loaded = load.send(site.port, iter(requests), expected=expected)
    used = processor.cpu_seconds(roots) - before
    if loaded.failures:
        raise SystemExit(f"{loaded.failures} of {loaded.requests} reviews were not posted.")
    return figures.milliseconds_a_request(used, loaded.requests), loaded.per_second


def _requests(site: Server, email: str) -> list[bytes]:
    """Ten postings of somebody who has just signed in, ready to be sent."""
    with httpx.Client(base_url=f"http://localhost:{site.port}", headers={"Host": "localhost"}) as browser:
        form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token(browser.get("/accounts/login/"))}
        if browser.post("/accounts/login/", data=form).status_code != httpx.codes.FOUND:
            raise SystemExit("Signing in was refused.")
        page = token(browser.get(f"/restaurants/{SLUG}-00001/review/"))
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    body = urlencode({"csrfmiddlewaretoken": page, "rating": 4, "text": TEXT, "visited_on": VISITED_ON})
    return [request_to(slug, cookies, body) for slug in _slugs()]


def request_to(slug: str, cookies: str, body: str) -> bytes:
    """One posting, as a browser sends it."""
    return load.request_of(f"/restaurants/{slug}/review/", method="POST", headers=[f"Cookie: {cookies}"], body=body)


def _by_sql(on: Stage, writers: Writers) -> float:
    url = (on.where.secrets / "web" / "database_default_url").read_text().strip()
    payload = json.dumps({"text": TEXT, "id": str(uuid.uuid4())})
    with psycopg.connect(url) as web:
        chosen = f"{SLUG}-%1"
        places = web.execute("SELECT id FROM restaurants_restaurant WHERE slug LIKE %s LIMIT 10", [chosen]).fetchall()
        roots = (os.getpid(), on.postmaster())
        before = processor.cpu_seconds(roots)
        for writer in writers:
            for (place,) in places:
                values = {"place": place, "author": writer["id"], "text": TEXT, "visited_on": VISITED_ON}
                for statement in (_REVIEW, _RATING, _AUDIT, _OUTBOX):
                    web.execute(statement, {**values, "payload": payload})
                web.commit()
        used = processor.cpu_seconds(roots) - before
    return figures.milliseconds_a_request(used, len(writers) * len(places))


def seed(on: Stage, reviews: int) -> Measurement:
    """`manage.py seed`: reviews a second by COPY, outbox included."""
    began = time.perf_counter()
    said = on.manage("seeder", "seed", "--restaurants", "1000", "--reviews", str(reviews)).splitlines()[-1]
    whole = time.perf_counter() - began
    value = float(re.findall(r"(\d+) a second", said)[0])
    return Measurement("seed", value, "reviews/s", note=f"{reviews:,} reviews; {whole:.1f} s with the command's start")
