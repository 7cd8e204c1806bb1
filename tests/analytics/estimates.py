"""Questions that are answered with noise, asked as the console asks them, over people who are made up."""

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db import connections
from django.test import RequestFactory

from analytics.access.query import questions, service
from analytics.access.query.noisy_questions import NoisyQuery
from analytics.access.query.questions import sign_query
from reviews_site.crypto import signing
from reviews_site.processes import Purpose
from tests.conftest import playing

SOMEBODY = str(uuid.UUID(int=1))


def write_people(people: Mapping[tuple[int, str], int]) -> None:
    """So many people of a year of birth and a region, each with one review of four stars."""
    lines = [(year, region) for (year, region), count in people.items() for _ in range(count)]
    with connections["analytical"].cursor() as cursor:
        for number, (year, region) in enumerate(lines):
            person = uuid.UUID(int=5000 + number)
            cursor.execute(
                "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language,"
                " visited_on, posted_at, loaded_at)"
                " VALUES (%s, %s, %s, %s, 4, 'x', 'en', now(), now(), now())",
                [uuid.UUID(int=7), uuid.UUID(int=90_000 + number), person, person],
            )
            cursor.execute(
                "INSERT INTO core.user_demographics (person, birth_year, region, changed_at, event_id, loaded_at)"
                " VALUES (%s, %s, %s, now(), %s, now())",
                [person, year, region, person],
            )


def asked(measure: str = "people", *, role: str = "product_manager", **given: Any) -> Any:
    """The service's answer to a question that the console signed, as JSON."""
    with playing("console"):
        body, signature = sign_query(NoisyQuery(role, SOMEBODY, measure, **given), at=int(time.time()))
    return posted(body, signature)


def asked_by_hand(**changed: Any) -> Any:
    """The service's answer to fields that the console's key signed, and that its code would not have made."""
    fields = {**asdict(NoisyQuery("product_manager", SOMEBODY, "people")), **changed}
    body = json.dumps(fields).encode()
    with playing("console"):
        signature = signing.sign(Purpose.ROLE_ASSERTION, body, at=int(time.time()))
    return posted(body, signature)


def posted(body: bytes, signature: str) -> Any:
    headers = {questions.HEADER: signature}
    request = RequestFactory().post("/estimates", body, content_type="application/json", headers=headers)
    with playing("query"):
        return json.loads(service.estimates(request).content)


def values(answer: Any) -> list[float]:
    """The numbers of an answer."""
    found: list[float] = answer["values"]
    return found
