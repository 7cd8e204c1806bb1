"""Attack: whoever holds the analytical store looks for the waiters, friends and addresses that reviews name."""

import pytest

from analytics.ingest import relay
from restaurants.models import Review
from tests.conftest import AsProcess, Login
from tests.restaurants import factories

TEXT = "Our waitress Magdalena and the chef, Shuvro Sen, were kind. My friend Kerstin agrees: kerstin@example.at"
NAMED = ("Magdalena", "Shuvro", "Sen,", "Kerstin", "kerstin@")
WHAT_ARRIVED = """
SELECT e.payload::text, r.text FROM landing.review_events e JOIN core.reviews r USING (restaurant_id, event_id)
"""


@pytest.mark.protection("review_name_redaction")
@pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
def test_nobody_whom_a_review_names_is_named_in_the_analytical_store(as_process: AsProcess, login: Login) -> None:
    place, dora = factories.restaurant(), factories.confirmed("dora")
    with as_process("web"):
        factories.review(place, dora, text=TEXT)
    with as_process("relay"):
        relay.drain()
    payload, text = login("analytical", "loader").execute(WHAT_ARRIVED).fetchone() or ("", "")
    assert Review.objects.get().text == TEXT
    assert "[name]" in text
    assert [name for name in NAMED if name in payload + text] == []
