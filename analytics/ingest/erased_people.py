"""Loads privacy requests, and keeps out data of erased people and withdrawn reviews, as the login `loader`.

A withdrawal becomes a request about one review, which takes the way of an erasure. A pseudonym is 122 bits that nobody
can guess. So its plain digest identifies a person to those who have the pseudonym, and nobody can get from the list of
digests to a pseudonym. So it is with the id of a review.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.events import (
    DataUsesFact,
    DemographicsFact,
    Fact,
    PrivacyRequestFact,
    Refusal,
    ReviewFact,
    WithdrawalFact,
)
from analytics.ingest.store import STORE
from reviews_site.ids import uuid_array

ERASED_REASON = "Of somebody who was erased. Nothing of it is kept."
WITHDRAWN_REASON = "Of a review that was withdrawn. Nothing of it is kept."

_ADD_REQUEST = """
INSERT INTO governance.privacy_request (request_id, kind, person, reviews, asked_at, received_at, counts)
VALUES (%s, %s, %s, %s, %s, %s, '{}'::jsonb)
ON CONFLICT (request_id) DO NOTHING
"""
_ADD_PERSON = "INSERT INTO governance.erased_person (digest, erased_at) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING"
_ADD_REVIEW = (
    "INSERT INTO governance.withdrawn_review (digest, withdrawn_at) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING"
)
_WITHDRAWN = """
SELECT review FROM unnest(%s::text::uuid[]) AS review
WHERE sha256(uuid_send(review)) IN (SELECT digest FROM governance.withdrawn_review)
"""
# `digest_of`, computed by the store: a batch has thousands of people.
_ERASED = """
SELECT person FROM unnest(%s::text::uuid[]) AS person
WHERE sha256(uuid_send(person)) IN (SELECT digest FROM governance.erased_person)
"""


def digest_of(person: uuid.UUID) -> bytes:
    """What the list of erased people has of a pseudonym: 32 bytes."""
    return hashlib.sha256(person.bytes).digest()


def load(cursor: CursorWrapper, facts: Sequence[Fact], now: datetime) -> None:
    """Save requests and withdrawals, once each. Nothing more of the person, or of the review, is loaded after them."""
    for fact in facts:
        if isinstance(fact, PrivacyRequestFact):
            if fact.kind is PrivacyRequestKind.ERASURE:
                cursor.execute(_ADD_PERSON, [digest_of(fact.person), now])
            cursor.execute(_ADD_REQUEST, [fact.request_id, fact.kind, fact.person, None, fact.asked_at, now])
        elif isinstance(fact, WithdrawalFact):
            cursor.execute(_ADD_REVIEW, [digest_of(fact.review_id), now])
            kind, reviews = PrivacyRequestKind.WITHDRAWAL, [fact.review_id]
            cursor.execute(_ADD_REQUEST, [fact.row.event_id, kind, fact.reviewer, reviews, fact.withdrawn_at, now])


def split_erased(facts: Sequence[Fact]) -> tuple[list[Fact], list[Refusal]]:
    """Facts that may be loaded, and refusals of those about erased people and withdrawn reviews, without payload."""
    people = _erased_among({person for fact in facts if (person := _person_of(fact))})
    reviews = _withdrawn_among({fact.review_id for fact in facts if isinstance(fact, ReviewFact)})
    allowed: list[Fact] = []
    refused: list[Refusal] = []
    for fact in facts:
        if _person_of(fact) in people:
            refused.append((replace(fact.row, payload=None), ERASED_REASON))
        elif isinstance(fact, ReviewFact) and fact.review_id in reviews:
            refused.append((replace(fact.row, payload=None), WITHDRAWN_REASON))
        else:
            allowed.append(fact)
    return allowed, refused


def is_erased(person: uuid.UUID) -> bool:
    """Whether somebody asked to be erased: nothing more of them is loaded or exported."""
    return bool(_erased_among({person}))


def _person_of(fact: Fact) -> uuid.UUID | None:
    match fact:
        case ReviewFact() | WithdrawalFact():
            return fact.reviewer
        case DemographicsFact() | DataUsesFact():
            return fact.person
    return None


def _erased_among(people: set[uuid.UUID]) -> set[uuid.UUID]:
    return _found(_ERASED, people)


def _withdrawn_among(reviews: set[uuid.UUID]) -> set[uuid.UUID]:
    return _found(_WITHDRAWN, reviews)


def _found(query: str, candidates: set[uuid.UUID]) -> set[uuid.UUID]:
    if not candidates:
        return set()
    with transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(query, [uuid_array(candidates)])
        return {row[0] for row in cursor.fetchall()}
