"""Honey rows for tests: planted by the owner, read by somebody of the company through the process `query`."""

import json
import time
import uuid
from typing import Any

from django.test import RequestFactory

from analytics.access.query import questions, service
from analytics.access.query.questions import RowQuery, sign_query
from tests import servers
from tests.conftest import playing

TEXT = "A table in the corner, and nobody came for a while."


def plant() -> uuid.UUID:
    """Plant one review that nobody wrote; its id."""
    with servers.connect("analytical", "migrator") as store:
        ((review,),) = store.execute("SELECT governance.plant_honey_review(%s)", [TEXT]).fetchall()
    return uuid.UUID(str(review))


def read(role: str, reader: uuid.UUID, *, limit: int = 1000) -> list[list[Any]]:
    """Read reviews as a role does at the console, up to the last one; the rows."""
    with playing("console"):
        question = RowQuery(role, str(reader), "core.reviews", ("restaurant_id", "review_id"), limit=limit)
        body, signature = sign_query(question, at=int(time.time()))
    headers = {questions.HEADER: signature}
    request = RequestFactory().post("/rows", body, content_type="application/json", headers=headers)
    with playing("query"):
        rows: list[list[Any]] = json.loads(service.rows(request).content)["rows"]
    return rows


def watch_once() -> int:
    """What the process does each second, in the analytical store, by its own login; how many alerts it raised."""
    with servers.connect("analytical", "watch") as store:
        ((raised,),) = store.execute("SELECT governance.watch_honey()").fetchall()
    return int(raised)
