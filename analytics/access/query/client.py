"""The console's client of the process `query`. It holds no login of any person."""

import time

import httpx
from django.conf import settings

from analytics.access.query.execution import QueryRows
from analytics.access.query.questions import HEADER, RowQuery, sign_query


class QueryUnavailable(Exception):
    """The query service did not answer, or refused. The message is for the page."""


def query(question: RowQuery) -> QueryRows:
    """The rows that the login of a role may read.

    Raises:
        QueryUnavailable: after `QUERY_TIMEOUT_SECONDS`, or when the service is down or refuses.
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
        payload = answer.json()
    except (httpx.HTTPError, ValueError):
        raise QueryUnavailable("The query service does not answer now. Try again in a minute.") from None
    if answer.status_code != httpx.codes.OK:
        raise QueryUnavailable(str(payload.get("error", "The query service refused.")))
    return QueryRows(payload["login"], payload["columns"], payload["rows"])
