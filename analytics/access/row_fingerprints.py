"""Row fingerprints: one-way digests of what names a row, so that the access log holds no pseudonym and no id.

A row is named by the id of a review, a pseudonym, the id of an event, or a token of a dataset. The log keeps the first
half of its SHA-256, and readers of the log are not even granted that. Who knows a name can check whether it was among
the rows; nobody finds a name in the log, and nothing of an erased person is left in it. `governance.row_fingerprint`
computes the same in the database.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

# More rows than one page or one batch of a model holds. A larger read counts as one of the whole relation.
MAX_FINGERPRINTS = 2_000
_DOMAIN = b"platemark.access:"
# A restaurant's id does not name a row of a person; an event's id does where there is no other.
_NEVER_NAMES = frozenset({"restaurant_id"})
_FALLBACK_NAMES = frozenset({"event_id"})


def fingerprint(name: uuid.UUID) -> uuid.UUID:
    """The fingerprint of one name."""
    return uuid.UUID(bytes=hashlib.sha256(_DOMAIN + name.bytes).digest()[:16])


def fingerprints(names: Iterable[uuid.UUID]) -> list[uuid.UUID] | None:
    """The distinct fingerprints of names, sorted, so that they do not show the order of rows. None where too many."""
    digests = sorted({fingerprint(name) for name in names})
    return digests if len(digests) <= MAX_FINGERPRINTS else None


def fingerprints_of_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[uuid.UUID] | None:
    """The fingerprints of rows, by every id in them. None where a row has no id."""
    positions = [position for position, column in enumerate(columns) if column not in _NEVER_NAMES]
    preferred = [position for position in positions if columns[position] not in _FALLBACK_NAMES]
    ids = _ids(rows, preferred) or _ids(rows, positions)
    return None if ids is None else fingerprints(ids)


def _ids(rows: Sequence[Sequence[Any]], positions: Sequence[int]) -> list[uuid.UUID] | None:
    ids_by_row = [[id_ for position in positions if (id_ := _id(row[position]))] for row in rows]
    return [id_ for ids in ids_by_row for id_ in ids] if all(ids_by_row) else None


def _id(value: Any) -> uuid.UUID | None:
    text = str(value)
    if len(text) != 36:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
