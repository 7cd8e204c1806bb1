"""Facts to make datasets of, and registering one as the command does."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from analytics.access.company import Environment
from analytics.access.driver import psycopg_connection
from analytics.access.stores import store_grants
from analytics.datasets import intake, publishing
from analytics.datasets.dataset_policy import DatasetPolicy
from analytics.datasets.decisions import Acceptance
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetRequest, DatasetVersion
from analytics.ingest.models import Review
from mlmodels.models import ReviewSentiment
from reviews_site.command_processes import process_for_command
from tests.conftest import playing

# Real logins see only what is committed; afterwards the databases are copied anew, which takes a third of a second.
COMMITTED = pytest.mark.django_db(transaction=True, databases=["default", "analytical"])
ROLLED_BACK = pytest.mark.django_db(databases=["default", "analytical"])
STORE = store_grants(Environment.DEV)["analytical"]
YOUNG = Path(__file__).with_name("young_guests.json").read_text()
OWNER, SECURITY = "olivia@platemark.example", "sia@platemark.example"
EVERY_COLUMN = frozenset(
    {"core.reviews.rating", *(f"core.user_demographics.{name}" for name in ("birth_year", "gender", "region"))}
)
RESTAURANT = uuid.UUID(int=7)
PEOPLE = 24


@dataclass(frozen=True)
class AcceptedPolicy(DatasetPolicy):
    """A policy with what somebody accepted."""

    acceptance: Acceptance | None = None


def terms(name: str = "young_guests", **changed: Any) -> DatasetPolicy:
    given: dict[str, Any] = {"name": name, "owner": OWNER, "audience": ("marketing_analyst",)}
    return DatasetPolicy(**given | changed)


def acceptance(**changed: Any) -> Acceptance:
    given: dict[str, Any] = {"accepted_by": SECURITY, "smallest_group": 2, "people_columns": EVERY_COLUMN}
    return Acceptance(**{**given, "ends_at": timezone.now() + timedelta(days=30)} | changed)


def accepted(name: str = "young_guests", *, accepts: Acceptance | None = None, **changed: Any) -> AcceptedPolicy:
    return AcceptedPolicy(**vars(terms(name, **changed)), acceptance=accepts or acceptance())


def register(text: str, said: DatasetPolicy) -> DatasetVersion:
    """As the registrar does after an approval, on facts that are written first where there are none."""
    if not Review.objects.exists():
        write_facts()
    accepts = getattr(said, "acceptance", None)
    with playing("registrar"):
        connection = psycopg_connection("analytical")
        return publishing.register(connection, STORE, text, said, by="eno@platemark.example", acceptance=accepts)


def refresh(name: str = "young_guests", version: int = 1) -> DatasetVersion:
    with playing("registrar"):
        return publishing.refresh(psycopg_connection("analytical"), name, version)


def withdraw(name: str = "young_guests", version: int = 1) -> DatasetVersion:
    with playing("registrar"):
        return publishing.withdraw(psycopg_connection("analytical"), STORE, name, version)


def handle_requests() -> list[DatasetRequest]:
    """What the registrar does each half minute."""
    with playing("registrar"):
        return list(intake.handle_requests(STORE))


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
                [person, 1995 if number % 2 else 1985, "man" if number < 4 else "woman", "AT-5", event],
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
