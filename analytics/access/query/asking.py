"""Asks the process `query` for rows. The console's side of it; it holds no login of any person."""

import time

import httpx
from django.conf import settings

from analytics.access.query.questions import HEADER, Question, signed
from analytics.access.query.reading import Rows


class NoAnswer(Exception):
    """The query service did not answer, or refused. The message says which, in words for a person."""


def ask(question: Question) -> Rows:
    """The rows that a role's own login sees.

    Raises:
        NoAnswer: after `QUERY_TIMEOUT_SECONDS`, or when the service is down or refuses.
    """
    body, signature = signed(question, at=int(time.time()))
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
        raise NoAnswer("The query service does not answer now. Try again in a minute.") from None
    if answer.status_code != httpx.codes.OK:
        raise NoAnswer(str(said.get("error", "The query service refused.")))
    return Rows(said["login"], said["columns"], said["rows"])
