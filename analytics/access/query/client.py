"""Asks the process `query` for rows. The console's side of it; it holds no login of any person."""

import time

import httpx
from django.conf import settings

from analytics.access.query.execution import QueryRows
from analytics.access.query.questions import HEADER, RowQuery, sign_query


class QueryUnavailable(Exception):
    """The query service did not answer, or refused. The message says which, in words for a person."""


def query(question: RowQuery) -> QueryRows:
    """The rows that a role's own login sees.

    Raises:
        NoAnswer: after `QUERY_TIMEOUT_SECONDS`, or when the service is down or refuses.
    """
    body, signature = sign_query(question, at=int(time.time()))
    try:
        answer = httpx.post(
            f"{settings.QUERY_URL}/rows",
            content=body,
            headers={HEADER: signature, "Content-Type": "application/json"},
            timeout=settings.QUERY_TIMEOUT_SECONDS,
            trust_env=False,
        )
        said = answer.json()
    except (httpx.HTTPError, ValueError):
        raise QueryUnavailable("The query service does not answer now. Try again in a minute.") from None
    if answer.status_code != httpx.codes.OK:
        raise QueryUnavailable(str(said.get("error", "The query service refused.")))
    return QueryRows(said["login"], said["columns"], said["rows"])
