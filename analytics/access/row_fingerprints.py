"""Marks: what the access log keeps of the names of rows. One way, so that the log holds no pseudonym and no id.

A row that somebody saw is named by a review's id, a pseudonym, an event's id, or a dataset's token. The log keeps the
first half of a SHA-256 of it, and the readers of the log are not even granted that. Whoever already knows a name can
ask whether it was among the rows; nobody finds a name in the log, and nothing of an erased person is left in it.
`governance.row_fingerprint` (migration 0007) is the same in the database.
"""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

# More rows than one look or one batch of a model holds. Beyond it a read counts as one of the whole relation.
MAX_FINGERPRINTS = 2_000
_DOMAIN = b"platemark.access:"
# What tells rows from one another, best first. A restaurant's id names no person's row.
_NOT_OF_ROWS = frozenset({"restaurant_id"})
_BESIDE_OTHERS = frozenset({"event_id"})


def fingerprint(name: uuid.UUID) -> uuid.UUID:
    """The mark of one name."""
    return uuid.UUID(bytes=hashlib.sha256(_DOMAIN + name.bytes).digest()[:16])


def fingerprints(names: Iterable[uuid.UUID]) -> list[uuid.UUID] | None:
    """The marks of names, each once, in the order of the marks: not of the rows. None: too many to keep."""
    found = sorted({fingerprint(name) for name in names})
    return found if len(found) <= MAX_FINGERPRINTS else None


def fingerprints_of_rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[uuid.UUID] | None:
    """The marks of rows as they were shown, by every id that is in them. None where a row has no id to be known by."""
    places = [place for place, column in enumerate(columns) if column not in _NOT_OF_ROWS]
    named = [place for place in places if columns[place] not in _BESIDE_OTHERS]
    found = _ids(rows, named) or _ids(rows, places)
    return None if found is None else fingerprints(found)


def _ids(rows: Sequence[Sequence[Any]], places: Sequence[int]) -> list[uuid.UUID] | None:
    found = [[name for place in places if (name := _id(row[place]))] for row in rows]
    return [name for names in found for name in names] if all(found) else None


def _id(value: Any) -> uuid.UUID | None:
    text = str(value)
    if len(text) != 36:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
