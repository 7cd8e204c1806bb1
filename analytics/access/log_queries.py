"""Queries of the access log: who read a dataset or a relation, when, how many rows, and by which statement."""

import uuid
from collections.abc import Collection, Iterable, Iterator

from django.db.models import QuerySet

from analytics.access.enums import AccessKind
from analytics.access.models import AccessEvent, AccessSeal, SavedStatement, SqlStatement

PAGE = 50
MAX_STATEMENTS = 20
_STATEMENT = "statement "


def last_seal() -> AccessSeal | None:
    """The last seal of the access log, with the last batch whose rows expired."""
    return AccessSeal.objects.order_by("-number").only("number", "sealed_at", "expired_to").first()


def latest_reads(*, before: uuid.UUID | None = None, reader_id: str = "", limit: int = PAGE) -> list[AccessEvent]:
    """The newest reads, of one reader if given. `before` is the last event of the previous page."""
    events = _readable().order_by("-id")
    if reader_id:
        events = events.filter(reader_id=reader_id)
    return list((events.filter(id__lt=before) if before else events)[:limit])


def reads_of(relations: Collection[str], *, limit: int = PAGE) -> list[AccessEvent]:
    """Reads of any of these relations, such as `marts.restaurant_sentiment`; newest first."""
    return list(_readable().filter(relation__in=relations).order_by("-id")[:limit])


def statements_of(reader: uuid.UUID) -> list[SqlStatement]:
    """The newest statements that somebody wrote and that are still kept."""
    return list(SqlStatement.objects.filter(reader_id=str(reader)).order_by("-id")[:MAX_STATEMENTS])


def statements_under(elevation: str) -> list[SqlStatement]:
    """The newest statements that ran under the login of an elevation, with what became of each."""
    return list(SqlStatement.objects.filter(elevation=elevation).order_by("-id")[:PAGE]) if elevation else []


def statement_of(reader: uuid.UUID, statement: uuid.UUID) -> SqlStatement | None:
    """One statement that somebody wrote."""
    return SqlStatement.objects.filter(reader_id=str(reader), pk=statement).first()


def purpose_of(statement: str) -> str:
    """The purpose in the access log of what a statement read: by it the statement is found, while it is kept."""
    return f"{_STATEMENT}{statement}"


def texts_of_statements(purposes: Iterable[str]) -> dict[str, str]:
    """The statements behind purposes of the access log, as far as they are still kept."""
    ids = {purpose.removeprefix(_STATEMENT) for purpose in purposes if purpose.startswith(_STATEMENT)}
    found = SqlStatement.objects.filter(pk__in=ids).values_list("pk", "statement") if ids else ()
    return {purpose_of(str(pk)): statement for pk, statement in found}


def downloads() -> Iterator[AccessEvent]:
    """Every download of a statement's rows, the newest first."""
    return _readable().filter(kind=AccessKind.EXPORT, purpose__startswith=_STATEMENT).order_by("-id").iterator()


def saved_statements_of(reader: uuid.UUID) -> list[SavedStatement]:
    """The statements that somebody keeps, by name."""
    return list(SavedStatement.objects.filter(reader_id=str(reader)).order_by("name", "id"))


def saved_statement_of(reader: uuid.UUID, saved: uuid.UUID) -> SavedStatement | None:
    """One statement that somebody keeps."""
    return SavedStatement.objects.filter(reader_id=str(reader), pk=saved).first()


def _readable() -> "QuerySet[AccessEvent]":
    """Events without row fingerprints, which no reader of the log is granted."""
    return AccessEvent.objects.defer("row_fingerprints")
