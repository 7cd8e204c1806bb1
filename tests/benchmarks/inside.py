"""What has to run inside one of the site's processes: `python -m tests.benchmarks.inside NAME …` prints JSON.

A process of its own for each, so that none of them has more keys and logins than it would in earnest.
"""

import itertools
import json
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.benchmarks import (
    inside_breach_reports,
    inside_erasures,
    inside_gateway,
    inside_governance,
    inside_sign_in,
    inside_tills,
)

PEN_NAME = "Model of all"


def first_rows() -> dict[str, Any]:
    """One restaurant, one confirmed person and one review, made by the actions that make them in earnest."""
    from django.utils import timezone

    from accounts.actions import users
    from restaurants.actions import listings, reviews
    from restaurants.listings.rows import ListingRow
    from restaurants.models import Restaurant

    row = ListingRow(ref="model", name="Zum Reiher", town="Linz", street="Hauptplatz 1", cuisines=("regional",))
    listings.store(rows=[row], source="bench", by=None)
    restaurant = Restaurant.objects.get(source="bench", source_ref="model")
    person = users.NewUser("model@example.org", "!", PEN_NAME)
    user = users.create_confirmed(person=person, confirmed_at=timezone.now() - timedelta(days=30))
    visited_on = date.today() - timedelta(days=3)  # noqa: DTZ011 - a day, not a moment
    reviews.submit(restaurant=restaurant, rating=4, text="Good soup and quick service.", visited_on=visited_on, by=user)
    return {"slug": restaurant.slug}


def cookies() -> str:
    """The cookies of a browser in which somebody is signed in who wrote reviews."""
    from django.test import Client

    from accounts.models import User
    from tests.benchmarks.data import SLUG

    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email=f"{SLUG}-1@example.org"))
    client.get("/")
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def queries(address: str, state: str) -> int:
    """How many queries a page takes; `state`: "_cached" or "_signed_in", asked for the second time, or empty."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks.pages import PAGE_CACHE, SIGNED_IN

    if not state:
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != PAGE_CACHE]
    signed_in = {"cookie": cookies()} if state == SIGNED_IN else {}
    client = Client(headers={"host": "localhost", **signed_in})
    client.get(address)
    with CaptureQueriesContext(connections["default"]) as captured:
        client.get(address)
    return len(captured)


def forecast() -> dict[str, Any]:
    """CPU seconds to forecast all: trained and tested, by the model that is there, and by weekdays."""
    import resource

    from django.utils import timezone

    from mlmodels.visitors import baselines, store
    from mlmodels.visitors.forecasting import forecast_all

    times = [time.process_time()]
    done = forecast_all()
    times.append(time.process_time())
    forecast_all()
    times.append(time.process_time())
    panel = store.read_panel(timezone.now().date())
    assert panel is not None
    baselines.weekday_mean(panel, 39)
    times.append(time.process_time())
    nightly, arrived, floor = (after - before for before, after in itertools.pairwise(times))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"nightly": nightly, "arrived": arrived, "floor": floor, "memory": memory}
    return {**figures, "restaurants": done.forecast}


def relay() -> dict[str, Any]:
    """Drain the outbox, over connections that are open already."""
    from django.db import connections

    from analytics.ingest import relay as the_relay

    for alias in ("default", "analytical"):
        connections[alias].ensure_connection()
    began = time.perf_counter()
    drained = the_relay.drain(threads=the_relay.THREADS)
    return {"seconds": time.perf_counter() - began, "loaded": drained.loaded}


def users(count: str) -> list[dict[str, str]]:
    """Confirmed people who can sign in, with `posting_to_dashboard.PASSWORD`."""
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from accounts.actions import users as accounts
    from tests.benchmarks.posting_to_dashboard import PASSWORD

    secret, confirmed_at, run = make_password(PASSWORD), timezone.now() - timedelta(days=1), uuid.uuid4().hex[:8]
    names = [f"writer-{run}-{number}" for number in range(int(count))]
    made = [
        accounts.create_confirmed(
            person=accounts.NewUser(f"{name}@example.org", secret, name), confirmed_at=confirmed_at
        )
        for name in names
    ]
    return [{"id": str(user.pk), "email": user.email} for user in made]


def api_tokens(*people: str) -> list[str]:
    """A token of each of these people, by id, made as they would make it."""
    from accounts.actions import api_tokens as actions
    from accounts.devices import Device
    from accounts.models import User
    from reviews_site.policy.scopes import Scope

    writers = [User.objects.get(pk=person) for person in people]
    return [
        actions.create(name="bench", scopes=tuple(Scope), days=30, by=writer, device=Device("", ""))
        for writer in writers
    ]


def sentiment() -> dict[str, float]:
    """Reviews a second by the shipped model, and by the lexicon VADER."""
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    from mlmodels.active import newest_trusted
    from mlmodels.sentiment import artefact, evaluate, predict
    from tests.benchmarks.data import SENTENCES

    model, vader = artefact.model_of(newest_trusted(artefact.NAME, artefact.SHIPPED)), SentimentIntensityAnalyzer()
    texts = evaluate.sized_reviews(SENTENCES)
    return {
        "model": evaluate.speed(texts, lambda some: predict.reviews(model, some)),
        "lexicon": evaluate.speed(texts, lambda some: [vader.polarity_scores(text) for text in some]),
    }


def database_time(*addresses: str) -> float:
    """Milliseconds of planning and execution that a page takes of the database: the median over the addresses."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, sums = Client(headers={"host": "localhost"}), []
    for address in addresses:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        sums.append(sum(_explained(query["sql"]) for query in captured.captured_queries))
    return statistics.median(sums)


def _explained(statement: str) -> float:
    from django.db import connection

    found: list[float] = []
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}".replace("%", "%%"), [])
            (plan,) = cursor.fetchone()[0]
            found.append(plan["Planning Time"] + plan["Execution Time"])
    return min(found)


PARTS: dict[str, Callable[..., Any]] = {
    "policy_verify": inside_governance.policy_verify,
    "disclosed_facts": inside_breach_reports.disclosed_facts,
    "breach_report": inside_breach_reports.breach_report,
    "registry": inside_governance.registry,
    "sign_ins": inside_sign_in.sign_ins,
    "rewrap": inside_sign_in.rewrap,
    "erasing": inside_erasures.erasing,
    "service_token": inside_gateway.service_token,
    "bare_sentiment": inside_gateway.bare_sentiment,
    "owner_of": inside_tills.owner_of,
    "tills": inside_tills.tills,
    "read_till_messages": inside_tills.read_till_messages,
    "first_rows": first_rows,
    "cookies": cookies,
    "queries": queries,
    "relay": relay,
    "people": users,
    "api_tokens": api_tokens,
    "sentiment": sentiment,
    "forecast": forecast,
    "database_time": database_time,
}


def main() -> None:
    """Set Django up, run the part that is named, and print what it returns."""
    import django

    django.setup()
    name, *arguments = sys.argv[1:]
    print(json.dumps(PARTS[name](*arguments)))


if __name__ == "__main__":
    main()
