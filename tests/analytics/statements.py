"""Statements of people of the company, run as the process `query` runs them, and as the console asks for it."""

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from django.test import RequestFactory
from pytest_django import Settings

from analytics.access.query import questions, service
from analytics.access.query.questions import SqlQuery, sign_query
from analytics.access.query.sql_execution import SqlAnswer, StatementFailed, run_statement
from analytics.access.query.statements import StatementRefused
from reviews_site.processes import COMPANY_LOGINS
from tests import servers
from tests.conftest import playing

SOMEBODY = str(uuid.UUID(int=1))


@pytest.fixture
def logins(settings: Settings) -> None:
    """The logins that the process `query` holds, on this worker's databases."""
    settings.PEOPLE_URLS = {login: servers.url_of("analytical", login) for login in COMPANY_LOGINS}


def ran(statement: str, role: str = "data_scientist", **asked: Any) -> SqlAnswer:
    """The answer to a statement."""
    return run_statement(SqlQuery(role, SOMEBODY, statement, **asked))


def outcome(statement: str, role: str = "data_scientist", **asked: Any) -> str:
    """What is said of a statement; `ran` where it ran."""
    try:
        ran(statement, role, **asked)
    except (StatementRefused, StatementFailed) as problem:
        return str(problem)
    return "ran"


def posted(body: bytes, signature: str, route: str = "sql") -> Any:
    """The service's own answer."""
    headers = {questions.HEADER: signature}
    request = RequestFactory().post(f"/{route}", body, content_type="application/json", headers=headers)
    with playing("query"):
        return {"sql": service.statement, "estimates": service.estimates}[route](request)


def answered(statement: str, role: str = "data_scientist", *, reader: str = SOMEBODY, **asked: Any) -> Any:
    """The answer to a statement that the console signed, as JSON."""
    with playing("console"):
        body, signature = sign_query(SqlQuery(role, reader, statement, **asked), at=int(time.time()))
    return json.loads(posted(body, signature).content)


@contextmanager
def service_in_reach() -> Iterator[None]:
    """Let the console's client reach the service without a wire between them."""

    def post(url: str, *, content: bytes, headers: dict[str, str], **_: Any) -> httpx.Response:
        answer = posted(content, headers[questions.HEADER], url.rpartition("/")[2])
        return httpx.Response(answer.status_code, content=answer.content)

    with patch("analytics.access.query.client.httpx.post", post):
        yield
