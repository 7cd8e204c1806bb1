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
def test_a_stranger_neither_reads_nor_writes_visits(client: Client) -> None:
    place, stranger = factories.restaurant(), factories.confirmed("sven")
    client.force_login(stranger)
    address = f"/business/{place.slug}/visits/"
    assert client.get(address).status_code == 404
    assert client.post(address, {"day": "2026-03-02", "visitors": "1"}).status_code == 404
    with pytest.raises(Denied):
        visits.record(restaurant=place, days=[DayCount(date(2026, 3, 2), 1)], by=stranger)
    assert not VisitCount.objects.exists()
