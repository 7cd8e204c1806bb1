"""Makes many generated people at once, by COPY: for the demo and for measurements. It does what `people` does singly.

Needs the migrator's login. Nobody can sign in as them, and there are no documents, so the vault holds nothing of them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from accounts.actions import consents
from accounts.actions.profiles import demographics_payload
from accounts.actions.users import DEMO_PROVIDER, NewUser
from accounts.enums import VerificationLevel, VerificationState
from accounts.models import User
from accounts.rules import confirmation_ends_at
from reviews_site.audit.log import record_all
from reviews_site.ids import uuid7
from reviews_site.outbox.publish import NewEvent, publish_all
from reviews_site.skeletons import skeleton

_USERS = "COPY accounts_user (id, email, password, is_active, date_joined) FROM STDIN"
_ADDRESSES = 'COPY account_emailaddress (user_id, email, verified, "primary") FROM STDIN'
_PROFILES = """
COPY accounts_profile (user_id, display_name, name_skeleton, birth_year, gender, region, languages, avatar_motif,
                       avatar_colour, updated_at) FROM STDIN
"""
_CONSENTS = """
COPY accounts_consent (id, user_id, agreement, version, text_sha256, answer, answered_at, page) FROM STDIN
"""
_STATUSES = """
COPY accounts_verificationstatus (user_id, state, level, provider, country, confirmed_at, expires_at, updated_at)
FROM STDIN
"""


@dataclass(frozen=True)
class GeneratedUser:
    """A generated person (its `password_hash` is not used). `state` None: never asked to be confirmed."""

    person: NewUser
    joined_at: datetime
    state: VerificationState | None = VerificationState.CONFIRMED
    confirmed_at: datetime | None = None


@transaction.atomic
def create_users(newcomers: Sequence[GeneratedUser], *, now: datetime) -> dict[str, uuid.UUID]:
    """Make those who have no account yet, and publish what they say of themselves.

    Returns the account's id of each of them, by e-mail address.
    """
    addresses = [one.person.email for one in newcomers]
    there = dict(User.objects.filter(email__in=addresses).values_list("email", "id"))
    missing = {uuid7(): one for one in newcomers if one.person.email not in there}
    _copy(_USERS, [_user(pk, one) for pk, one in missing.items()])
    _copy(_ADDRESSES, [(pk, one.person.email, True, True) for pk, one in missing.items()])
    _copy(_PROFILES, [_profile(pk, one, now) for pk, one in missing.items()])
    _copy(_STATUSES, [_status(pk, one, now) for pk, one in missing.items() if one.state])
    _copy(_CONSENTS, [row for pk in missing for row in consents.as_columns(pk, now)])
    record_all([("account.generated", None, pk, {}) for pk in missing])
    publish_all(_event(pk, one.person, now) for pk, one in missing.items() if _says_something(one.person))
    return there | {one.person.email: pk for pk, one in missing.items()}


def _copy(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _user(pk: uuid.UUID, one: GeneratedUser) -> tuple[Any, ...]:
    return (pk, one.person.email, make_password(None), True, one.joined_at)


def _profile(pk: uuid.UUID, one: GeneratedUser, now: datetime) -> tuple[Any, ...]:
    said = one.person
    gender, region = said.gender and said.gender.value, said.region and said.region.value
    name = (said.display_name, skeleton(said.display_name))
    return (pk, *name, said.birth_year, gender, region, "", "", "", now)


def _status(pk: uuid.UUID, one: GeneratedUser, now: datetime) -> tuple[Any, ...]:
    if one.state is not VerificationState.CONFIRMED or one.confirmed_at is None:
        return (pk, one.state and one.state.value, "", DEMO_PROVIDER, "", None, None, now)
    ends_at = confirmation_ends_at(one.confirmed_at, None)
    return (
        pk,
        VerificationState.CONFIRMED.value,
        VerificationLevel.DOCUMENT.value,
        DEMO_PROVIDER,
        "AT",
        one.confirmed_at,
        ends_at,
        now,
    )


def _says_something(person: NewUser) -> bool:
    return any(said is not None for said in (person.birth_year, person.gender, person.region))


def _event(pk: uuid.UUID, person: NewUser, now: datetime) -> NewEvent:
    payload = demographics_payload(pk, person.birth_year, person.gender, person.region, now)
    return NewEvent("accounts.demographics_changed", 1, payload, None)
