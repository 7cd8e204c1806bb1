"""The OpenAPI document: it is that of the code, it is valid, and it breaks no program of an older version."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from api import parameters, schema
from api.forms import (
    ChangesQuery,
    DaysQuery,
    HelpfulReviewsQuery,
    NewestReviewsQuery,
    PhotosQuery,
    PopularQuery,
    RestaurantsQuery,
    TeamReviewsQuery,
)
from tests.api.compatibility import breaking_changes

RELEASED = sorted((Path(__file__).parent / "released").glob("*.json"))


def test_the_document_is_valid_openapi_3_1() -> None:
    document = schema.kept()
    assert document["openapi"] == "3.1.0"
    validate_schema(document)  # type: ignore[no-untyped-call]  # it has no types


def test_the_kept_document_is_that_of_the_code() -> None:
    """`make documents` writes it."""
    assert schema.as_text() == schema.kept_text()


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_no_program_of_a_released_version_breaks(released: Path) -> None:
    assert breaking_changes(json.loads(released.read_text()), schema.generate()) == []


def test_there_is_a_released_version() -> None:
    assert [path.stem for path in RELEASED] == ["1.0.0"]


def remove_field(document: dict[str, Any]) -> None:
    del document["components"]["schemas"]["ReviewWithPhotos"]["properties"]["text"]


def change_type(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["ReviewWithPhotos"]["properties"]["rating"]["type"] = "string"


def make_null(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["ReviewWithPhotos"]["properties"]["text"]["type"] = ["string", "null"]


def make_optional(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["ReviewWithPhotos"]["required"].remove("text")


def require_parameter(document: dict[str, Any]) -> None:
    document["paths"]["/api/v1/restaurants"]["get"]["parameters"][0]["required"] = True


def remove_parameter(document: dict[str, Any]) -> None:
    document["paths"]["/api/v1/restaurants"]["get"]["parameters"].pop()


def remove_route(document: dict[str, Any]) -> None:
    del document["paths"]["/api/v1/restaurants"]


def take_fewer_values(document: dict[str, Any]) -> None:
    sort = next(
        each for each in document["paths"]["/api/v1/restaurants"]["get"]["parameters"] if each["name"] == "sort"
    )
    sort["schema"]["enum"].pop()


@pytest.mark.parametrize(
    "change",
    [
        *(remove_field, change_type, make_null, make_optional),
        *(require_parameter, remove_parameter, remove_route, take_fewer_values),
    ],
)
def test_a_change_that_breaks_is_found(change: Callable[[dict[str, Any]], None]) -> None:
    changed = copy.deepcopy(schema.kept())
    change(changed)
    assert len(breaking_changes(schema.kept(), changed)) == 1


def test_more_of_everything_breaks_nothing() -> None:
    changed = copy.deepcopy(schema.kept())
    changed["components"]["schemas"]["Rating"]["properties"]["median"] = {"type": "number"}
    changed["paths"]["/api/v1/restaurants"]["get"]["parameters"].append({"name": "x", "schema": {"type": "string"}})
    changed["paths"]["/api/v1/more"] = {}
    assert breaking_changes(schema.kept(), changed) == []


@pytest.mark.parametrize(
    ("documented", "form"),
    [
        (parameters.RESTAURANTS, RestaurantsQuery),
        (parameters.REVIEWS, NewestReviewsQuery),
        (parameters.REVIEWS, HelpfulReviewsQuery),
        (parameters.PHOTOS, PhotosQuery),
        (parameters.DAYS, DaysQuery),
        (parameters.CHANGES, ChangesQuery),
        (parameters.TEAM_REVIEWS, TeamReviewsQuery),
        (parameters.POPULAR, PopularQuery),
    ],
)
def test_the_document_names_the_parameters_that_are_read(documented: list[Any], form: Any) -> None:
    assert {each.name for each in documented} == set(form.base_fields)


@pytest.mark.django_db
def test_the_document_and_the_page_are_served(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json() == schema.kept()
    page = client.get("/api/").content.decode()
    for operations in schema.operations_by_tag(schema.kept()).values():
        for operation in operations:
            assert f'id="{operation.identifier}"' in page
    assert 'id="problem-not-found"' in page and 'id="problem-invalid-parameters"' in page
