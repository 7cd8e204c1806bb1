"""Attack: somebody inside `web` puts events into the outbox that the site would never publish."""

import json
from typing import Any

import pytest

from analytics.ingest import relay
from analytics.ingest.models import QuarantinedEvent, Review, UserDemographics
from reviews_site.ids import uuid7
from tests.analytics.events import RESTAURANT, review
from tests.conftest import AsProcess, Login

INSERT = """
INSERT INTO outbox_event (id, topic, version, restaurant_id, payload, created_at)
VALUES (%s, 'restaurants.review_posted', 1, %s, %s, now())
"""


@pytest.mark.protection("relay_schema_validation")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
@pytest.mark.parametrize(
    "smuggled",
    [{"email": "somebody@example.org"}, {"text": "x" * 20_000}],
    ids=["a name that analytics may not have", "more text than a review has"],
)
def test_an_event_that_breaks_its_schema_stays_out(
    smuggled: dict[str, Any], as_process: AsProcess, login: Login
) -> None:
    login("default", "web").execute(INSERT, [uuid7(), RESTAURANT, json.dumps(review(**smuggled))])
    with as_process("relay"):
        relay.drain()
    assert (Review.objects.count(), UserDemographics.objects.count()) == (0, 0)
    assert QuarantinedEvent.objects.count() == 1
