"""Takes in what people ask of the store, and keeps out whoever was erased, as the login `loader`.

A pseudonym is 122 bits that nobody can guess, so its plain digest says who is meant to whoever has the pseudonym, and
leads nobody from the list to one.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.backends.utils import CursorWrapper

from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.events import DataUsesFact, DemographicsFact, Fact, OutboxRow, PrivacyRequestFact, ReviewFact
from reviews_site.ids import uuid_array

STORE = "analytical"
ERASED_REASON = "Of somebody who was erased. Nothing of it is kept."

_TAKE_IN = """
INSERT INTO governance.privacy_request (request_id, kind, person, asked_at, received_at, counts)
VALUES (%s, %s, %s, %s, %s, '{}'::jsonb)
ON CONFLICT (request_id) DO NOTHING
"""
_REMEMBER = "INSERT INTO governance.erased_person (digest, erased_at) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING"
# `digest_of`, taken by the store: a batch has thousands of people.
_ERASED = """
SELECT person FROM unnest(%s::text::uuid[]) AS person
WHERE sha256(uuid_send(person)) IN (SELECT digest FROM governance.erased_person)
"""


def digest_of(person: uuid.UUID) -> bytes:
    """What the list keeps of a pseudonym: 32 bytes."""
    return hashlib.sha256(person.bytes).digest()


def load(cursor: CursorWrapper, facts: Sequence[PrivacyRequestFact], now: datetime) -> None:
    """Write requests down, once each. From then on nothing more of somebody who asked to be erased is loaded."""
    for fact in facts:
        if fact.kind is PrivacyRequestKind.ERASURE:
            cursor.execute(_REMEMBER, [digest_of(fact.person), now])
        cursor.execute(_TAKE_IN, [fact.request_id, fact.kind, fact.person, fact.asked_at, now])


def split_erased(facts: Sequence[Fact]) -> tuple[list[Fact], list[tuple[OutboxRow, str]]]:
    """Facts that may be loaded, and rows of people who were erased, with the reason and without their payload."""
    gone = _erased_among(person for fact in facts if (person := _person_of(fact)))
    if not gone:
        return list(facts), []
    kept = [fact for fact in facts if _person_of(fact) not in gone]
    return kept, [(_bare(fact.row), ERASED_REASON) for fact in facts if _person_of(fact) in gone]


def is_erased(person: uuid.UUID) -> bool:
    """Whether somebody asked to be erased: nothing more of them is loaded, nor given out."""
    return bool(_erased_among([person]))


def _person_of(fact: Fact) -> uuid.UUID | None:
    match fact:
        case ReviewFact():
            return fact.reviewer
        case DemographicsFact() | DataUsesFact():
            return fact.person
    return None


def _erased_among(people: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    asked = set(people)
    if not asked:
        return set()
    with transaction.get_connection(STORE).cursor() as cursor:
        cursor.execute(_ERASED, [uuid_array(asked)])
        return {row[0] for row in cursor.fetchall()}


def _bare(row: OutboxRow) -> OutboxRow:
    return replace(row, payload=None)
