"""What a page shows of a statement's answer: its rows, charts and the next page, or why there is no answer."""

from typing import Any

from django import forms

from analytics.access.query.client import QueryUnavailable, run_sql
from analytics.access.query.questions import MAX_ROWS, SqlQuery
from analytics.access.query.sql_execution import PAGE_ROWS, SqlAnswer
from analytics.access.query.statements import StatementRefused
from analytics.console.result_charts import charts_of


def answer_to(form: forms.Form, question: SqlQuery) -> tuple[SqlAnswer | None, dict[str, Any]]:
    """The answer; or None, with what the page shows in its place: `problem`, or `named` relations of a refusal."""
    try:
        return run_sql(question), {}
    except StatementRefused as problem:
        form.add_error("statement", str(problem))
        return None, {"named": problem.relations}
    except QueryUnavailable as problem:
        return None, {"problem": str(problem)}


def shown_rows(answer: SqlAnswer, question: SqlQuery) -> dict[str, Any]:
    """What `console/_rows.html` shows."""
    last = question.offset + len(answer.rows)
    is_whole = not question.offset and not answer.has_more
    return {
        "answer": answer,
        "heads": list(zip(answer.columns, answer.is_number, strict=True)),
        "records": [list(zip(row, answer.is_number, strict=True)) for row in answer.rows],
        # A chart of the first rows alone would say something else.
        "charts": charts_of(answer.columns, answer.is_number, answer.rows) if is_whole else [],
        "is_check": question.is_check,
        "first_row": question.offset + 1,
        "last_row": last,
        "next": last if answer.has_more and last <= MAX_ROWS - PAGE_ROWS else None,
        "most_rows": MAX_ROWS,
    }
