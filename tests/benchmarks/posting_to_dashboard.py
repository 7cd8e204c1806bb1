"""Seconds from posting a review to its sentence standing on the owner's dashboard, over real HTTP.

Start the site with `make run`, then: `make latency ARGS="--postings 100"`. Generated confirmed people post through the
review page of the running site; the owner's dashboard is asked again and again until it counts one scored review more.
"""

import argparse
import json
import math
import os
import re
import statistics
import time
import uuid
from datetime import date, timedelta

import httpx

from restaurants.rules import MAX_REVIEWS_PER_HOUR

SECOND = "/accounts/login/second/"
PASSWORD = "a measured evening meal"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SCORED = re.compile(r'data-figure="scored">(\d+) of')


def main() -> None:
    """Post one after the other, and print p50, p95 and the worst."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--postings", type=int, default=100)
    asked = parser.parse_args()
    slugs, people, owner = set_up(asked.postings)
    watcher = signed_in(asked.url, *owner)
    seconds: list[float] = []
    for email in people:
        writer = signed_in(asked.url, email)
        for slug in slugs[: min(MAX_REVIEWS_PER_HOUR, asked.postings - len(seconds))]:
            seconds.append(one_posting(writer, watcher, slug))
            print(f"\r{len(seconds)} of {asked.postings}", end="", flush=True)
    print("\n" + json.dumps(figures(seconds)))


def figures(seconds: list[float]) -> dict[str, float]:
    """p50, p95 and maximum in seconds."""
    ordered = sorted(seconds)
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return {
        "postings": len(ordered),
        "p50_seconds": round(statistics.median(ordered), 3),
        "p95_seconds": round(p95, 3),
        "max_seconds": round(ordered[-1], 3),
    }


def one_posting(writer: httpx.Client, watcher: httpx.Client, slug: str) -> float:
    """Post one review, and give the seconds until the dashboard counts it."""
    before = scored(watcher, slug)
    page = writer.get(f"/restaurants/{slug}/review/")
    form = {
        "csrfmiddlewaretoken": token(page),
        "rating": "4",
        "text": f"We liked the soup very much, number {uuid.uuid4().hex[:8]} of the evening, and the bread was fresh.",
        "visited_on": (date.today() - timedelta(days=2)).isoformat(),  # noqa: DTZ011 - a day, not a moment
    }
    began = time.monotonic()
    answer = writer.post(f"/restaurants/{slug}/review/", data=form)
    if answer.status_code != httpx.codes.FOUND:
        raise SystemExit(f"Posting a review of {slug} answered {answer.status_code}.")
    while scored(watcher, slug) <= before:
        if time.monotonic() - began > 60:
            raise SystemExit(f"The dashboard of {slug} did not show the review within a minute.")
        time.sleep(0.02)
    return time.monotonic() - began


def scored(watcher: httpx.Client, slug: str) -> int:
    """How many scored reviews the dashboard counts."""
    found = SCORED.search(watcher.get(f"/business/{slug}/").text)
    return int(found[1]) if found else 0


def signed_in(url: str, email: str, secret: str = "") -> httpx.Client:
    """A browser of sorts, signed in; `secret` is that of an authenticator app, where the account has one."""
    client = httpx.Client(base_url=url, timeout=20)
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token(client.get("/accounts/login/"))}
    answer = client.post("/accounts/login/", data=form)
    if answer.status_code != httpx.codes.FOUND:
        raise SystemExit(f"Signing in answered {answer.status_code}; the site limits sign-ins, so wait a minute.")
    if secret:
        from demo.staff import code_at  # once Django is set up

        second = {"code": code_at(secret, int(time.time())), "csrfmiddlewaretoken": token(client.get(SECOND))}
        client.post(SECOND, data=second)
    return client


def token(page: httpx.Response) -> str:
    """The form's token against forged requests."""
    found = CSRF.search(page.text)
    if not found:
        raise SystemExit(f"{page.url} answered {page.status_code} without a form.")
    return found[1]


def set_up(postings: int) -> tuple[list[str], list[str], tuple[str, str]]:
    """Restaurants to review, people to write, and one owner of all with the secret of their authenticator app."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviews_site.settings.dev")
    os.environ["PLATEMARK_PROCESS"] = "seeder"
    import django

    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from accounts.actions import users
    from accounts.second_factor import sealed_for
    from restaurants.actions import owners
    from restaurants.models import Restaurant
    from reviews_site.processes import Purpose

    restaurants = list(Restaurant.objects.order_by("-id")[:50])
    secret, run = make_password(PASSWORD), uuid.uuid4().hex[:6]
    names = [
        f"measure-{run}-{number}"
        for number in range(math.ceil(postings / min(MAX_REVIEWS_PER_HOUR, len(restaurants))) + 1)
    ]
    made = [
        users.create_confirmed(
            person=users.NewUser(f"{name}@example.org", secret, name), confirmed_at=timezone.now() - timedelta(days=1)
        )
        for name in names
    ]
    for restaurant in restaurants:
        owners.grant(restaurant=restaurant, user=made[0], by=None)
    app = generate_totp_secret()
    with sealed_for(Purpose.SITE_MFA_SECRETS):
        TOTP.activate(made[0], app)
    return [restaurant.slug for restaurant in restaurants], [user.email for user in made[1:]], (made[0].email, app)


if __name__ == "__main__":
    main()
