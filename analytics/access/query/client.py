"""The console's client of the process `query`. It holds no login of any person."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from django.conf import settings

from analytics.access.query.execution import QueryRows
from analytics.access.query.noisy_counts import NoisyAnswer
from analytics.access.query.noisy_questions import NoisyQuery
from analytics.access.query.questions import HEADER, RowQuery, SqlQuery, sign_query
from analytics.access.query.sql_execution import SqlAnswer
from analytics.access.query.statements import StatementRead, StatementRefused
from reviews_site.authorities import trusted_authorities


class QueryUnavailable(Exception):
    """The query service did not answer, or refused. The message is for the page."""


def query(question: RowQuery) -> QueryRows:
    """The rows that the login of a role may read.

    Raises:
        QueryUnavailable: after `QUERY_TIMEOUT_SECONDS`, or when the service is down or refuses.
    """
    status, payload = _answer(question, "rows")
    if status != httpx.codes.OK:
        raise QueryUnavailable(str(payload.get("error", "The query service refused.")))
    return QueryRows(payload["login"], payload["columns"], payload["rows"])


def run_sql(question: SqlQuery) -> SqlAnswer:
    """What a statement reads under the login of a role, and a page of its rows.

    Raises:
        StatementRefused: the service does not run it.
        QueryUnavailable: the statement failed, or the service does not answer.
    """
    status, payload = _answer(question, "sql")
    if status == httpx.codes.BAD_REQUEST:
        raise StatementRefused(str(payload.get("error")), payload.get("relations", ()))
    if status != httpx.codes.OK:
        raise QueryUnavailable(str(payload.get("error", "The query service refused.")))
    lists = {name: _tuples(payload[name]) for name in ("below", "columns", "is_number", "rows")}
    return SqlAnswer(**{**payload, **lists, "read": StatementRead(**payload["read"])})


def ask_noisily(question: NoisyQuery) -> NoisyAnswer:
    """Numbers with noise.

    Raises:
        QueryUnavailable: no privacy is left to spend, or the service does not answer.
    """
    status, payload = _answer(question, "estimates")
    if status != httpx.codes.OK:
        raise QueryUnavailable(str(payload.get("error", "The query service refused.")))
    cells = tuple(tuple((name, value) for name, value in cell) for cell in payload["cells"])
    return NoisyAnswer(cells, tuple(payload["values"]), payload["cost"])


def _answer(question: RowQuery | SqlQuery | NoisyQuery, route: str) -> tuple[int, Mapping[str, Any]]:
    body, signature = sign_query(question, at=int(time.time()))
    try:
        answer = httpx.post(
            f"{settings.QUERY_URL}/{route}",
            content=body,
            headers={HEADER: signature, "Content-Type": "application/json"},
            timeout=settings.QUERY_TIMEOUT_SECONDS,
            trust_env=False,
            verify=trusted_authorities(),
        )
        payload: Mapping[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError):
        raise QueryUnavailable("The query service does not answer now. Try again in a minute.") from None
    return answer.status_code, payload


def _tuples(values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(tuple(value) if isinstance(value, list) else value for value in values)
