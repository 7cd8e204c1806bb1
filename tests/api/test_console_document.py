"""The OpenAPI document of the console's API: valid, that of the code, true of its answers, and at its host alone."""

import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from api.console import schema, views
from api.console.forms import DocumentQuery, RequestsQuery
from tests.analytics.staffing import ConsoleClient, at_the_console
from tests.api.answers import check
from tests.api.test_console import DATASETS, JSON, REQUESTS, SENT, sent
from tests.api.test_manners import problem_of

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
ADDRESS = "/api/v1/openapi.json"
DOCUMENT: dict[str, Any] = json.loads(schema.kept_text())


def test_the_document_is_valid_openapi_3_1_and_that_of_the_code() -> None:
    """`make documents` writes it."""
    assert DOCUMENT["openapi"] == "3.1.0"
    validate_schema(DOCUMENT)  # type: ignore[no-untyped-call]  # it has no types
    assert schema.as_text() == schema.kept_text()


def test_it_has_each_route_and_each_parameter_that_is_read() -> None:
    assert set(DOCUMENT["paths"]) == {DATASETS, f"{DATASETS}/{{name}}", REQUESTS}
    assert {each.name for each in views.DATASET} == set(DocumentQuery.base_fields)
    asked = DOCUMENT["paths"][REQUESTS]["get"]["parameters"]
    assert {each["name"] for each in asked} == set(RequestsQuery.base_fields)


def test_answers_are_as_it_says() -> None:
    client = at_the_console("mara", "marketing_analyst")
    made = sent(client, SENT)
    assert made.status_code == 201
    check(REQUESTS, made, "post", of=DOCUMENT)
    for path in (DATASETS, REQUESTS, f"{DATASETS}/none"):
        check(path, client.get(path), of=DOCUMENT)
    check(REQUESTS, client.post(REQUESTS, "{", content_type=JSON), "post", of=DOCUMENT)


def test_it_is_served_at_the_consoles_host_to_whom_the_pages_open(client: Client) -> None:
    assert at_the_console("dan", "data_engineer").get(ADDRESS).json() == DOCUMENT
    problem_of(at_the_console("cora", "customer_support").get(ADDRESS), 403)
    problem_of(ConsoleClient().get(ADDRESS), 401)
    public = client.get(ADDRESS).json()["paths"]
    assert public and not set(public) & set(DOCUMENT["paths"])
