"""Erases a person, or one withdrawn review, from the analytical store, as the login `analytics_privacy`.

Each step can be repeated.

Facts go first, with what was derived from them. The registrar then erases the person from datasets, which it owns; then
the request is done, and a trigger deletes the pseudonym from it. Published counts leave the person out when the relay
next publishes them. Which tables there are is read from the models' declarations (`data_subject`).
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils import timezone
from psycopg import sql

from analytics.ingest import training_sources
from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.models import PrivacyRequest
from analytics.ingest.store import STORE, wait_for_loads
from privacy_rights.data_subjects import erased_tables
from reviews_site.privacy import IdentifierKind, SubjectPath, relation_name

# Tables of datasets have an owner of their own: `privacy_rights.analytical.datasets`.
_OF_THE_REGISTRAR = "datasets"

# Counted by counting: a statement's row count is not one where tables are distributed.
_GONE = sql.SQL("WITH gone AS (DELETE FROM {} WHERE {} RETURNING 1) SELECT count(*) FROM gone")
_ERASURES = (PrivacyRequestKind.ERASURE, PrivacyRequestKind.WITHDRAWAL)
# Where one review stands, with the condition that finds it: its score first, which is found by it.
_OF_A_REVIEW = {
    "derived.review_sentiment": "restaurant_id = ANY(%(restaurants)s) AND review_id = %(review)s",
    "landing.review_events": "reviewer = %(person)s AND payload ->> 'review_id' = %(review)s::text",
    "landing.review_staging": "reviewer = %(person)s AND review_id = %(review)s",
    "landing.quarantine": "lower(payload ->> 'review_id') = %(review)s::text",
    "core.reviews": "reviewer = %(person)s AND review_id = %(review)s",
}
_REVIEWS = "SELECT restaurant_id, review_id FROM core.reviews WHERE reviewer = %s ORDER BY restaurant_id, review_id"


@dataclass(frozen=True)
class ErasureProgress:
    """How many requests went on a step."""

    facts: int = 0
    finished: int = 0


def run_due() -> ErasureProgress:
    """Go on with every erasure as far as it can go on."""
    waiting = PrivacyRequest.objects.filter(kind__in=_ERASURES, done_at=None)
    facts = [_take_facts(pk) for pk in waiting.filter(facts_at=None).values_list("pk", flat=True)]
    elsewhere = waiting.filter(datasets_at__isnull=False)
    finished = [_finish(pk) for pk in elsewhere.values_list("pk", flat=True)]
    return ErasureProgress(sum(facts), sum(finished))


def tables() -> list[tuple[type[Model], SubjectPath]]:
    """The tables of this store whose rows are deleted with their person, in order, except the registrar's."""
    return [table for table in erased_tables(STORE) if table[0]._meta.app_label != _OF_THE_REGISTRAR]


@transaction.atomic(using=STORE)
def _take_facts(request_id: uuid.UUID) -> bool:
    """Delete what names the pseudonym, or a review of theirs, or the withdrawn review alone; and mark models."""
    request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
    if request.facts_at or request.person is None:
        return False
    with transaction.get_connection(STORE).cursor() as cursor:
        wait_for_loads(cursor)
        now = timezone.now()
        if request.kind == PrivacyRequestKind.WITHDRAWAL:
            ids = request.reviews or []
            request.counts = _delete_reviews(cursor, request.person, ids)
        else:
            reviews = reviews_of(cursor, request.person)
            ids = [review for _, review in reviews]
            request.counts = _delete(cursor, request.person, reviews)
        # Once an erasure, however often it is carried out: the note of it and the marks are in one backup.
        if request.models_marked is None:
            request.models_marked = training_sources.mark_trained_models(cursor, now)
    request.reviews = ids
    request.facts_at = now
    request.save(update_fields=["reviews", "facts_at", "counts", "models_marked"])
    return True


@transaction.atomic(using=STORE)
def _finish(request_id: uuid.UUID) -> bool:
    """Datasets are without the person too: nothing here needs the pseudonym any more."""
    request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
    if request.done_at:
        return False
    request.done_at = timezone.now()
    request.save(update_fields=["done_at"])
    return True


def _delete(cursor: CursorWrapper, person: uuid.UUID, reviews: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> dict[str, int]:
    counts = {}
    for model, subject in tables():
        condition, values = condition_of(subject, person, reviews)
        table = relation_name(model)
        statement = _GONE.format(sql.Identifier(*table.split(".")), condition)
        cursor.execute(statement, values)
        counts[table] = int(cursor.fetchone()[0])
    return counts


def _delete_reviews(cursor: CursorWrapper, person: uuid.UUID, reviews: Sequence[uuid.UUID]) -> dict[str, int]:
    counts = dict.fromkeys(_OF_A_REVIEW, 0)
    # Their own reviews only: what is not theirs is not found by its id.
    restaurants = [restaurant for restaurant, review in reviews_of(cursor, person) if review in reviews]
    for table, condition in _OF_A_REVIEW.items():
        for review in reviews:
            statement = _GONE.format(sql.Identifier(*table.split(".")), sql.SQL(condition))
            cursor.execute(statement, {"person": person, "review": review, "restaurants": restaurants})
            counts[table] += int(cursor.fetchone()[0])
    return counts


def reviews_of(cursor: CursorWrapper, person: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Restaurant and id of each review under a pseudonym."""
    cursor.execute(_REVIEWS, [person])
    return list(cursor.fetchall())


def condition_of(
    subject: SubjectPath, person: uuid.UUID, reviews: Sequence[tuple[uuid.UUID, uuid.UUID]]
) -> tuple[sql.Composable, list[Any]]:
    """What finds a person's rows in a table that says how, as a condition with its values."""
    return _by_review(subject, reviews) if subject.kind is IdentifierKind.REVIEW else _by_person(subject, person)


def _by_person(subject: SubjectPath, person: uuid.UUID) -> tuple[sql.Composable, list[Any]]:
    column = sql.Identifier(subject.path)
    if subject.within:
        return sql.SQL("lower({}::text) LIKE %s").format(column), [f"%{person}%"]
    return sql.SQL("{} = %s").format(column), [person]


def _by_review(
    subject: SubjectPath, reviews: Sequence[tuple[uuid.UUID, uuid.UUID]]
) -> tuple[sql.Composable, list[Any]]:
    # Two conditions rather than one on pairs, which Citus refuses: a review is of one restaurant.
    condition = sql.SQL("restaurant_id = ANY(%s::uuid[]) AND {} = ANY(%s::uuid[])")
    return condition.format(sql.Identifier(subject.path)), [[place for place, _ in reviews], [it for _, it in reviews]]
