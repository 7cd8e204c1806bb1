"""Exports what the analytical store holds of a person, by their pseudonym, into one JSON object.

It runs as the login `analytics_privacy`. Tables and columns are read from the models' declarations (`data_subject`,
`privacy`). Events as they arrived (`landing`) and refused ones are exported too. The pseudonym itself is left out: it
is a key to everything else under it, and says nothing about anybody.
"""

import json
import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, JSONField, Model
from django.utils import timezone
from psycopg import sql

from analytics.ingest import erased_people
from analytics.ingest.enums import PrivacyRequestKind
from analytics.ingest.models import PrivacyRequest
from analytics.ingest.store import STORE
from privacy_rights.analytical.functions import rows_function
from privacy_rights.data_subjects import exported_fields, exported_tables
from privacy_rights.export import sealed_parts
from reviews_site import row_locks
from reviews_site.privacy import SubjectPath, classification, relation_name

PART: sealed_parts.Part = "analytics"
REQUESTS_A_TURN = 20
# Far above what anybody has. A document says of each list whether it is whole.
MAX_ROWS = 20_000
MAX_USES = 10_000
USES_AT_ONCE = 1_000
PSEUDONYM_PHRASE = "(your pseudonym)"
LEFT_OUT = "Your pseudonym in analytics is left out: by it, whatever else bears it could be found."

_ROWS = sql.SQL("SELECT {} FROM {}(%s) LIMIT %s")


def run_due() -> int:
    """Fulfil what people asked for, oldest first, so many at a time. Returns how many requests are done with."""
    waiting = PrivacyRequest.objects.filter(kind=PrivacyRequestKind.EXPORT, done_at=None).order_by("asked_at", "pk")
    return row_locks.for_each("Export", waiting.values_list("pk", flat=True)[:REQUESTS_A_TURN], _fulfil)


@transaction.atomic(using=STORE)
def _fulfil(request_id: uuid.UUID) -> bool:
    """Keep the object, then let go of the pseudonym. A crash in between leaves the request open: it is made anew."""
    request = PrivacyRequest.objects.select_for_update().get(pk=request_id)
    if request.done_at or request.person is None:
        return False
    if erased_people.is_erased(request.person):
        sealed_parts.delete(request_id)
    else:
        with transaction.get_connection(STORE).cursor() as cursor:
            found = _document(cursor, request_id, request.person)
        request.counts = {relation: len(table["rows"]) for relation, table in found["tables"].items()}
        sealed_parts.store(request_id, PART, _written(found, request.person))
    request.done_at = timezone.now()
    request.save(update_fields=["done_at", "counts"])
    return True


def _document(cursor: CursorWrapper, request_id: uuid.UUID, person: uuid.UUID) -> dict[str, Any]:
    uses = _uses(cursor, person)
    return {
        "made_at": timezone.now(),
        "left_out": LEFT_OUT,
        "tables": dict(_table(cursor, model, subject, request_id, person) for model, subject in exported_tables(STORE)),
        "uses": uses,
        "uses_are_whole": len(uses) < MAX_USES,
        "datasets": _asked(cursor, "governance.datasets_of(%s)", [person]),
    }


def _table(
    cursor: CursorWrapper,
    model: type[Model],
    subject: SubjectPath,
    request_id: uuid.UUID,
    person: uuid.UUID,
) -> tuple[str, dict[str, Any]]:
    fields, relation = exported_fields(model, subject), relation_name(model)
    names = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    cursor.execute(_ROWS.format(names, sql.SQL(rows_function(model))), [request_id, MAX_ROWS])
    rows = [_row(fields, values) for values in cursor.fetchall()]
    if subject.within:
        rows = [row for row in rows if _names_person(row[subject.path], person)]
    classes = classification(model)
    said = {field.column: {"class": classes[field.name], "comment": field.db_comment or ""} for field in fields}
    return relation, {"columns": said, "rows": rows, "is_whole": len(rows) < MAX_ROWS}


def _row(fields: Sequence["Field[Any, Any]"], values: Sequence[Any]) -> dict[str, Any]:
    return {
        str(field.column): json.loads(value) if isinstance(field, JSONField) and isinstance(value, str) else value
        for field, value in zip(fields, values, strict=True)
    }


def _names_person(payload: Any, person: uuid.UUID) -> bool:
    """Whether a field of what was refused is the pseudonym. Words of somebody else that only mention it are theirs."""
    return isinstance(payload, dict) and str(person) in {str(value).lower() for value in payload.values()}


def _uses(cursor: CursorWrapper, person: uuid.UUID) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while len(found) < MAX_USES:
        before = found[-1]["id"] if found else None
        page = _asked(cursor, "governance.uses_of(%s, %s, %s)", [person, before, USES_AT_ONCE])
        found += page
        if len(page) < USES_AT_ONCE:
            break
    return found


def _asked(cursor: CursorWrapper, function: str, arguments: list[Any]) -> list[dict[str, Any]]:
    cursor.execute(f"SELECT * FROM {function}", arguments)  # noqa: S608 - a constant of this module
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _written(document: dict[str, Any], person: uuid.UUID) -> bytes:
    """As JSON in UTF-8, without the pseudonym, wherever it stood and however it was written."""
    text = json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    digits = "-?".join(person.hex)
    return re.sub(digits, PSEUDONYM_PHRASE, text, flags=re.IGNORECASE).encode()
