"""Whoever is erased goes out of every dataset at once; everybody else stays as they were."""

import json
import uuid

import pytest
from django.db import connections
from django.utils import timezone

from analytics.access.driver import psycopg_connection
from analytics.datasets.models import DatasetToken, DatasetVersion
from analytics.ingest.models import PrivacyRequest
from privacy_rights.analytical import datasets
from privacy_rights.tasks.registrar import erase_due
from tests.analytics.dataset_documents import PEOPLE, ROLLED_BACK, YOUNG, accepted, register, terms
from tests.analytics.test_dataset_document import column, written
from tests.analytics.test_dataset_refresh import erase

pytestmark = ROLLED_BACK
PERSON, REVIEW = uuid.UUID(int=1005), uuid.UUID(int=2005)


def erase_person() -> dict[str, tuple[int, str]]:
    """Take the person out of everything; what became of each version."""
    done = datasets.erase(psycopg_connection("analytical"), people=[PERSON], reviews=[REVIEW])
    return {str(each.version): (each.rows, each.how) for each in done}


def rows_of(relation: str) -> list[tuple[object, ...]]:
    with connections["analytical"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {relation}")
        found: list[tuple[object, ...]] = cursor.fetchall()
    return found


def test_a_dataset_with_tokens_loses_the_rows_of_the_person_and_keeps_the_others() -> None:
    register(YOUNG, accepted())
    before = rows_of("marts_business.young_guests_v1")
    token = DatasetToken.objects.get(subject=PERSON).token
    assert erase_person() == {"young_guests@1": (1, "rows deleted")}
    left = rows_of("marts_business.young_guests_v1")
    assert left == [row for row in before if str(token) not in row]
    assert len(left) == PEOPLE - 1
    assert not DatasetToken.objects.filter(subject__in=[PERSON, REVIEW]).exists()
    version = DatasetVersion.objects.get()
    assert (version.rows, version.subjects) == (PEOPLE - 1, PEOPLE - 1)


def without(name: str) -> str:
    """The example's document without one of its columns."""
    [document] = json.loads(YOUNG)
    return json.dumps([{**document, "columns": [each for each in document["columns"] if each["name"] != name]}])


@pytest.mark.parametrize("document", [YOUNG, without("UserID")], ids=["names people", "names reviews only"])
def test_people_are_counted_however_many_are_erased_at_once(document: str) -> None:
    register(document, accepted())
    numbers = (1, 3, 5, 7)
    datasets.erase(
        psycopg_connection("analytical"),
        people=[uuid.UUID(int=1000 + number) for number in numbers],
        reviews=[uuid.UUID(int=2000 + number) for number in numbers],
    )
    version = DatasetVersion.objects.get()
    assert (version.rows, version.subjects) == (PEOPLE - len(numbers), PEOPLE - len(numbers))


def test_a_group_that_becomes_too_small_is_no_reason_to_stay() -> None:
    register(YOUNG, accepted())
    DatasetVersion.objects.update(smallest_group=5)
    erase(PERSON)
    assert erase_person() == {"young_guests@1": (1, "rows deleted")}
    assert len(rows_of("marts_business.young_guests_v1")) == PEOPLE - 1


def test_a_dataset_without_tokens_is_written_again() -> None:
    register(written(column()), terms("stars"))
    erase(PERSON)
    assert erase_person() == {"stars@1": (1, "written anew")}
    assert len(rows_of("marts_business.stars_v1")) == PEOPLE - 1


@pytest.mark.parametrize("columns", [[], [column(name="Gone")]], ids=["no document", "a source that is gone"])
def test_where_even_that_can_not_be_nothing_is_left_in_it(columns: list[dict[str, str]]) -> None:
    register(written(column()), terms("stars"))
    version = DatasetVersion.objects.get()
    DatasetVersion.objects.update(document={**version.document, "columns": columns})
    assert erase_person() == {"stars@1": (PEOPLE, "emptied: its sources are not what they were")}
    assert rows_of("marts_business.stars_v1") == []


def test_twice_is_the_same_as_once() -> None:
    register(YOUNG, accepted())
    erase_person()
    assert erase_person() == {"young_guests@1": (0, "rows deleted")}
    assert DatasetVersion.objects.get().rows == PEOPLE - 1


def test_the_registrar_goes_on_once_facts_are_gone_and_says_how_many_rows(caplog: pytest.LogCaptureFixture) -> None:
    register(YOUNG, accepted())
    now = timezone.now()
    request = PrivacyRequest.objects.create(
        request_id=uuid.uuid4(), kind="erasure", person=PERSON, asked_at=now, received_at=now
    )
    erase_due()
    request.refresh_from_db()
    assert request.datasets_at is None, (
        "The worker `analytics_privacy` comes first: from it the ids of the reviews are known."
    )
    PrivacyRequest.objects.update(facts_at=now, reviews=[REVIEW])
    erase_due()
    request.refresh_from_db()
    assert request.datasets_at is not None
    assert request.counts == {"young_guests@1": 1}
