"""Deletes one person's rows in the transactional store, by the models' declarations, in one transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

from privacy_rights.data_subjects import erased_tables
from reviews_site.privacy import IdentifierKind

STORE = "default"


def delete(identifiers: Mapping[IdentifierKind, Any]) -> dict[str, int]:
    """Delete every row that one of these identifiers leads to. Foreign keys are checked when the transaction commits.

    Returns:
        The number of deleted rows by table, without tables that had none.
    """
    counts = {}
    for model, subject in erased_tables(STORE):
        if subject.kind in identifiers:
            rows = model._base_manager.filter(**{subject.path: identifiers[subject.kind]})
            # One DELETE and no more: Django's own would read every row first, and this login may not.
            counts[model._meta.db_table] = int(rows._raw_delete(using=STORE))
    return {table: count for table, count in counts.items() if count}


def identifiers_of(account: uuid.UUID, address: str, person: uuid.UUID | None) -> dict[IdentifierKind, Any]:
    """What the rows of somebody are found by in this store."""
    found: dict[IdentifierKind, Any] = {IdentifierKind.ACCOUNT: account, IdentifierKind.ADDRESS: address}
    return {**found, IdentifierKind.REVIEWER: str(person)} if person else found
