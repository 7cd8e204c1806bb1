"""Demographics are loaded in bulk: as many statements for a hundred people as for one, with the same result."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from analytics.ingest import relay
from analytics.ingest.models import PersonEvent, UserDemographics
from tests.analytics.events import person, publish_demographics
from tests.conftest import AsProcess

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])


def statements_for(people: int, as_process: AsProcess) -> int:
    for _ in range(people):
        publish_demographics(person())
    with as_process("relay"), CaptureQueriesContext(connections["analytical"]) as captured:
        assert relay.drain_batch(size=people).loaded == people
    return len(captured)


def test_a_hundred_people_take_as_many_statements_as_one(as_process: AsProcess) -> None:
    assert statements_for(1, as_process) == statements_for(100, as_process)
    assert UserDemographics.objects.count() == PersonEvent.objects.count() == 101


def test_in_one_batch_the_later_word_of_a_person_counts(as_process: AsProcess) -> None:
    first = person(birth_year=1984, gender=None, changed_at="2026-05-01T00:00:00+00:00")
    publish_demographics({**first, "birth_year": 1990, "gender": "man", "changed_at": "2026-05-03T00:00:00+00:00"})
    publish_demographics(first)
    publish_demographics({**first, "birth_year": None, "changed_at": "2026-05-02T00:00:00+00:00"})
    with as_process("relay"):
        relay.drain()
    known = UserDemographics.objects.get()
    assert (known.birth_year, known.gender, known.region, known.for_datasets) == (1990, "man", "AT-5", True)
    assert sorted(event.payload["birth_year"] or 0 for event in PersonEvent.objects.all()) == [0, 1984, 1990]
