"""Attack: somebody writes visits of a restaurant that is not theirs, to spoil its forecast or to read its counts."""

from datetime import date

import pytest
from django.test import Client

from restaurants.actions import visits
from restaurants.models import VisitCount
from restaurants.rules import DayCount
from reviews_site.policy import Denied
from tests.restaurants import factories


@pytest.mark.protection("visit_ownership")
@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_stranger_neither_reads_nor_writes_visits(client: Client, method: str) -> None:
    place, stranger = factories.restaurant(), factories.confirmed("sven")
    client.force_login(stranger)
    client.raise_request_exception = False
    form = {"day": "2026-03-02", "visitors": "1"} if method == "POST" else {}
    assert getattr(client, method.lower())(f"/business/{place.slug}/visits/", form).status_code == 404
    assert not VisitCount.objects.exists()


@pytest.mark.protection("visit_ownership")
@pytest.mark.django_db
def test_a_stranger_writes_no_visits_past_the_page() -> None:
    place, stranger = factories.restaurant(), factories.confirmed("sven")
    with pytest.raises(Denied):
        visits.record(restaurant=place, days=[DayCount(date(2026, 3, 2), 1)], by=stranger)
    assert not VisitCount.objects.exists()
