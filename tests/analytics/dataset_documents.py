"""Facts to make datasets of, and registering one as the command does."""

import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants
from analytics.datasets import publishing
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetRequest, DatasetVersion
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from reviews_site.command_processes import process_for_command
from tests.analytics.test_dataset_document import EXAMPLES
from tests.conftest import playing

# Real logins see only what is committed; afterwards the databases are copied anew, which takes a third of a second.
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
ROLLED_BACK = pytest.mark.django_db(databases=["analytical"])
STORE = store_grants(Environment.DEV)["analytical"]
YOUNG = (EXAMPLES / "young_guests.json").read_text()
RESTAURANT = uuid.UUID(int=7)
PEOPLE = 24


def terms(name: str = "young_guests", **changed: Any) -> DatasetPolicy:
    given: dict[str, Any] = {"name": name, "owner": "head of marketing", "audience": ("marketing_analyst",)}
    return DatasetPolicy(**given | changed)


def accepted(name: str = "young_guests", **changed: Any) -> DatasetPolicy:
    until = timezone.now() + timedelta(days=30)
    return terms(name, **{"accepted_by": "head of data", "accepted_until": until} | changed)


def register(text: str, said: DatasetPolicy) -> DatasetVersion:
    """As the command does, on facts that are written first where there are none."""
    if not Review.objects.exists():
        write_facts()
    with playing("registrar"):
        return publishing.register(psycopg_connection("analytical"), STORE, text, said, by="data_engineer")


def refresh(name: str = "young_guests", version: int = 1) -> DatasetVersion:
    with playing("registrar"):
        return publishing.refresh(psycopg_connection("analytical"), name, version)


def withdraw(name: str = "young_guests", version: int = 1) -> DatasetVersion:
    with playing("registrar"):
        return publishing.withdraw(psycopg_connection("analytical"), STORE, name, version)


def approve(request: DatasetRequest, by: str) -> DatasetVersion:
    with playing("registrar"):
        return publishing.approve(psycopg_connection("analytical"), STORE, request.pk, by=by)


def register_approved() -> list[DatasetRequest]:
    with playing("registrar"):
        return list(publishing.register_approved(psycopg_connection("analytical"), STORE))


def manage(*arguments: str) -> None:
    """Run `manage.py datasets` as the process that it runs as."""
    with playing(process_for_command(["datasets", *arguments])):
        call_command("datasets", *arguments)


def problems(text: str, said: DatasetPolicy) -> dict[str, str]:
    with pytest.raises(InvalidDataset) as refused:
        register(text, said)
    return {problem.path: problem.says for problem in refused.value.problems}


def write_facts() -> None:
    """Reviews with scores, by people of two decades, two genders and two regions."""
    with connections["analytical"].cursor() as cursor:
        for number in range(PEOPLE):
            person, review, event = (uuid.UUID(int=number + base) for base in (1000, 2000, 3000))
            cursor.execute(
                "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language,"
                " visited_on, posted_at, loaded_at)"
                " VALUES (%s, %s, %s, %s, 4, 'Good soup.', 'en', now(), now(), now())",
                [RESTAURANT, review, event, person],
            )
            cursor.execute(
                "INSERT INTO core.user_demographics"
                " (person, birth_year, gender, region, changed_at, event_id, loaded_at)"
                " VALUES (%s, %s, %s, %s, now(), %s, now())",
                [person, 1995 if number % 2 else 1985, "man" if number < 1 else "woman", "AT-5", event],
            )
            ReviewSentiment(
                restaurant_id=RESTAURANT,
                review_id=review,
                event_id=event,
                score=0.123456 + number / 1000,
                label="positive",
                confidence=0.9,
                model_version=1,
                scored_at=timezone.now(),
            ).save(force_insert=True)


def rows(connection: psycopg.Connection[Any], relation: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT * FROM {relation}").fetchall()
