"""Loads privacy requests, and keeps out data of people who were erased, as the login `loader`.

A pseudonym is 122 bits that nobody can guess. So its plain digest identifies a person to those who have the pseudonym,
and nobody can get from the list of digests to a pseudonym.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.events import DataUsesFact, DemographicsFact, Fact, PrivacyRequestFact, Refusal, ReviewFact
from analytics.ingest.store import STORE
from reviews_site.ids import uuid_array

ERASED_REASON = "Of somebody who was erased. Nothing of it is kept."

_ADD_REQUEST = """
INSERT INTO governance.privacy_request (request_id, kind, person, asked_at, received_at, counts)
VALUES (%s, %s, %s, %s, %s, '{}'::jsonb)
ON CONFLICT (request_id) DO NOTHING
"""
_ADD_PERSON = "INSERT INTO governance.erased_person (digest, erased_at) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING"
# `digest_of`, computed by the store: a batch has thousands of people.
_ERASED = """
SELECT person FROM unnest(%s::text::uuid[]) AS person
WHERE sha256(uuid_send(person)) IN (SELECT digest FROM governance.erased_person)
"""


def digest_of(person: uuid.UUID) -> bytes:
    """What the list of erased people has of a pseudonym: 32 bytes."""
    return hashlib.sha256(person.bytes).digest()


def load(cursor: CursorWrapper, facts: Sequence[PrivacyRequestFact], now: datetime) -> None:
    """Save requests, once each. After a request of erasure nothing more of the person is loaded."""
    for fact in facts:
        if fact.kind is PrivacyRequestKind.ERASURE:
            cursor.execute(_ADD_PERSON, [digest_of(fact.person), now])
        cursor.execute(_ADD_REQUEST, [fact.request_id, fact.kind, fact.person, fact.asked_at, now])


def split_erased(facts: Sequence[Fact]) -> tuple[list[Fact], list[Refusal]]:
    """Facts that may be loaded, and refusals of those about erased people, without their payload."""
    erased = _erased_among(person for fact in facts if (person := _person_of(fact)))
    allowed = [fact for fact in facts if _person_of(fact) not in erased]
    refused = [(replace(fact.row, payload=None), ERASED_REASON) for fact in facts if _person_of(fact) in erased]
    return allowed, refused


def is_erased(person: uuid.UUID) -> bool:
    """Whether somebody asked to be erased: nothing more of them is loaded or exported."""
    return bool(_erased_among([person]))


def _person_of(fact: Fact) -> uuid.UUID | None:
    match fact:
        case ReviewFact():
            return fact.reviewer
        case DemographicsFact() | DataUsesFact():
            return fact.person
    return None


def _erased_among(people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    candidates = set(people)
    if not candidates:
        return set()
    with transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_ERASED, [uuid_array(candidates)])
        return {row[0] for row in cursor.fetchall()}
