"""Notes each statement and what it read, in one transaction and before its rows are sent."""

import uuid
from collections.abc import Iterable

from django.db import connections, transaction

from analytics.access import log
from analytics.access.enums import AccessKind, StatementOutcome
from analytics.access.log import STORE, RowsRead
from analytics.access.log_queries import purpose_of
from analytics.access.query.downloads import BudgetSpent, spend
from analytics.access.query.outgoing import DownloadStopped
from analytics.access.query.questions import SqlQuery
from analytics.access.query.sql_execution import SqlAnswer, StatementFailed
from analytics.access.query.statements import StatementRefused
from analytics.access.row_fingerprints import fingerprints_of_rows
from reviews_site.regions import home_region

# Columns with pseudonyms or tokens of people. Their distinct values are counted for the log.
PEOPLE_COLUMNS = frozenset({"reviewer", "person", "user_id"})
# The database adds the time.
_INSERT = """
INSERT INTO governance.sql_statement
    (id, reader_id, role, elevation, statement, outcome, problem, rows, milliseconds, home_region)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""


def record_answer(question: SqlQuery, answer: SqlAnswer) -> None:
    """Note a statement that was answered. One that was only checked read no row.

    Raises:
        BudgetSpent: it is a download, and the day's budget has not so many rows left; nothing is noted then.
    """
    outcome = StatementOutcome.CHECKED if question.is_check else StatementOutcome.RAN
    with transaction.atomic(using=STORE):
        _note(question, outcome, rows=len(answer.rows), milliseconds=answer.milliseconds)
        if question.is_download:
            spend(question.reader_id, question.role, len(answer.rows))
        if not question.is_check:
            log.record_reads(
                _reads_of_elevation(answer) if question.elevation else _reads(answer),
                reader_id=question.reader_id,
                role=question.role,
                purpose=purpose_of(question.id),
                kind=AccessKind.EXPORT if question.is_download else AccessKind.READ,
            )


def record_problem(
    question: SqlQuery, problem: StatementRefused | StatementFailed | BudgetSpent | DownloadStopped
) -> None:
    """Note a statement that was refused or failed: nobody got a row of it."""
    outcome = StatementOutcome.FAILED if isinstance(problem, StatementFailed) else StatementOutcome.REFUSED
    _note(question, outcome, problem=str(problem))


def _reads(answer: SqlAnswer) -> Iterable[RowsRead]:
    """A line a relation. Whose rows they were is known only where each row of the answer is one of the relation."""
    named = fingerprints_of_rows(answer.columns, answer.rows) if answer.read.is_by_row else None
    for relation, columns in answer.read.columns.items():
        subjects = _subjects(answer) if PEOPLE_COLUMNS & set(columns) else None
        yield RowsRead(relation, columns, len(answer.rows), subjects, row_fingerprints=named)
    for relation in answer.below:
        yield RowsRead(relation, (), len(answer.rows), None, row_fingerprints=named)


def _reads_of_elevation(answer: SqlAnswer) -> Iterable[RowsRead]:
    """A line a relation that names no row and counts nobody: when it began, the elevation counted all that it opens."""
    for relation, columns in answer.read.columns.items():
        yield RowsRead(relation, columns, len(answer.rows), row_fingerprints=())


def _subjects(answer: SqlAnswer) -> int:
    """People in the rows, at most: a column may have another name, or hold a part of a pseudonym."""
    ids = [{row[position] for row in answer.rows if _is_id(row[position])} for position in range(len(answer.columns))]
    return max(map(len, ids), default=0) or len(answer.rows)


def _is_id(value: str | None) -> bool:
    try:
        return value is not None and len(value) == 36 and bool(uuid.UUID(value))
    except ValueError:
        return False


def _note(
    question: SqlQuery, outcome: StatementOutcome, *, rows: int = 0, milliseconds: int = 0, problem: str = ""
) -> None:
    values = (question.id, question.reader_id, question.role, question.elevation, question.statement)
    with connections[STORE].cursor() as cursor:
        cursor.execute(_INSERT, [*values, str(outcome), problem[:300], rows, milliseconds, home_region()])
