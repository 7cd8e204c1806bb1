"""Deletes one person's rows in the transactional store, by the models' declarations, in one transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.db.models.constants import LOOKUP_SEP

from accounts.models import Profile, User
from privacy_rights.data_subjects import tables_of_people
from reviews_site.privacy import IdentifierKind, SubjectPath
from reviews_site.routing import STORE_OF_APP

STORE = "default"
# Deleted first: who writes for the person at this moment holds a lock on one of them, and is waited for.
_FIRST: tuple[type[Model], ...] = (Profile, User)


def delete(names: Mapping[IdentifierKind, Any]) -> dict[str, int]:
    """Delete every row that one of these names leads to. Foreign keys are looked at when the transaction commits.

    Args:
        names: whose, such as the account's id under `Name.ACCOUNT`. A name that is not given is not looked for.

    Returns:
        How many rows went, by table; tables without one are left out.
    """
    counts = {}
    for model, subject in tables_to_delete_from():
        if subject.kind in names:
            counts[model._meta.db_table] = _delete(model, subject, names[subject.kind])
    return {table: count for table, count in counts.items() if count}


def tables_to_delete_from() -> list[tuple[type[Model], SubjectPath]]:
    """The tables of this store whose rows go with their person, in the order in which they are emptied."""
    found = [
        (model, subject)
        for model, subject in tables_of_people()
        if STORE_OF_APP.get(model._meta.app_label, STORE) == STORE and subject.erased == "deleted"
    ]
    return sorted(found, key=_turn)


def identifiers(account: uuid.UUID, address: str, person: uuid.UUID | None) -> dict[IdentifierKind, Any]:
    """Somebody's names in this store."""
    names: dict[IdentifierKind, Any] = {IdentifierKind.ACCOUNT: account, IdentifierKind.ADDRESS: address}
    return {**names, IdentifierKind.REVIEWER: str(person)} if person else names


def _turn(table: tuple[type[Model], SubjectPath]) -> tuple[bool, int, str]:
    """What is found by way of another table goes before that one."""
    model, subject = table
    return model not in _FIRST, -subject.path.count(LOOKUP_SEP), model._meta.db_table


def _delete(model: type[Model], subject: SubjectPath, value: Any) -> int:
    rows = model._base_manager.filter(**{subject.path: value})
    # One DELETE and no more: Django's own would read every row first, and this login may not.
    return int(rows._raw_delete(using=STORE))
