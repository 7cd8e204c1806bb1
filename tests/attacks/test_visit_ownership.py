"""Attack: somebody writes visits of a restaurant that is not theirs, to spoil its forecast or to read its counts."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from restaurants.actions import owners, visits
from restaurants.models import Restaurant, VisitCount
from restaurants.rules import DayCount
from reviews_site.policy import Denied, TeamRole
from tests.restaurants import factories


def stranger_of(_place: Restaurant) -> User:
    return factories.confirmed("sven")


def analyst_of(place: Restaurant) -> User:
    user = factories.confirmed("anna")
    owners.grant(restaurant=place, user=user, by=None, role=TeamRole.ANALYST)
    return user


@pytest.mark.protection("visit_ownership")
@pytest.mark.django_db
@pytest.mark.parametrize("person", [stranger_of, analyst_of])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whoever_may_not_enter_visits_neither_reads_nor_writes_them(
    client: Client, method: str, person: Callable[[Restaurant], User]
) -> None:
    place = factories.restaurant()
    client.force_login(person(place))
    client.raise_request_exception = False
    form = {"day": "2026-03-02", "visitors": "1"} if method == "POST" else {}
    assert getattr(client, method.lower())(f"/business/{place.slug}/visits/", form).status_code == 404
    assert not VisitCount.objects.exists()


@pytest.mark.protection("visit_ownership")
@pytest.mark.django_db
@pytest.mark.parametrize("person", [stranger_of, analyst_of])
def test_they_write_no_visits_past_the_page(person: Callable[[Restaurant], User]) -> None:
    place = factories.restaurant()
    with pytest.raises(Denied):
        visits.record(restaurant=place, days=[DayCount(date(2026, 3, 2), 1)], by=person(place))
    assert not VisitCount.objects.exists()
