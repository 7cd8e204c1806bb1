"""A dataset's document: its shape, every problem with its path, and back to the same JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from analytics.datasets import document
from analytics.datasets.document import InvalidDataset, parse, plain
from analytics.datasets.enums import ColumnType, Protection
from reviews_site.privacy import Privacy

EXAMPLES = Path(settings.BASE_DIR) / "analytics" / "datasets" / "examples"


def column(**changed: Any) -> dict[str, Any]:
    return {
        "name": "Rating",
        "description": "Stars",
        "mode": "REQUIRED",
        "type": "Integer",
        "originatingSource": "transactional:Reviews",
        "sensitivity": "Regular",
        "protection": "None",
        **changed,
    }


def written(*columns: dict[str, Any], **changed: Any) -> str:
    return json.dumps(
        [
            {
                "registrationTime": "1623167711",
                "registeredBy": "ServiceAccount1",
                "description": "For tests",
                "version": "1",
                "columns": list(columns or [column()]),
                **changed,
            }
        ]
    )


def paths(text: str) -> list[str]:
    with pytest.raises(InvalidDataset) as refused:
        parse(text)
    return [problem.path for problem in refused.value.problems]


def test_a_document_reads() -> None:
    found = parse(
        written(column(type="iNt64", mode="nullable", protection="mask", sensitivity="business-Confidential"))
    )
    (only,) = found.columns
    assert (found.version, found.registered_by) == (1, "ServiceAccount1")
    assert (only.kind, only.is_required, only.protection) == (ColumnType.INTEGER, False, Protection.MASK)
    assert only.sensitivity is Privacy.BUSINESS


def test_records_nest() -> None:
    record = column(name="Person", type="Record", fields=[column(name="BirthYear"), column(name="Gender")])
    found = parse(written(record))
    assert [leaf.path for leaf in found.leaves] == ["$[0].columns[0].fields[0]", "$[0].columns[0].fields[1]"]


def test_every_problem_is_listed_with_its_path() -> None:
    bad = column(type="Money", mode="MAYBE", originatingSource="secret:Users", extra=1)
    assert paths(written(bad, column(name="1; DROP TABLE x"), version="0", description="")) == [
        "$[0].columns[0]",
        "$[0].columns[0].mode",
        "$[0].columns[0].originatingSource",
        "$[0].columns[0].type",
        "$[0].columns[1].name",
        "$[0].description",
        "$[0].version",
    ]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", "$"),
        ("{", "$"),
        ("{}", "$"),
        ("[]", "$"),
        ("[" * 100_000, "$"),
        (" " * 200_001, "$"),
        ("[1]", "$[0]"),
        (written(column(), column(name="rating")), "$[0].columns[1].name"),
        (written(column(fields=[column()])), "$[0].columns[0].fields"),
        (written(column(type="RECORD")), "$[0].columns[0].fields"),
        (written(column(type="text::text")), "$[0].columns[0].type"),
        (written(column(protection="(SELECT text FROM core.reviews)")), "$[0].columns[0].protection"),
        (written(column(sensitivity='x"; DROP TABLE core.reviews; --')), "$[0].columns[0].sensitivity"),
        (written(*[column(name=f"c{number}") for number in range(201)]), "$[0].columns"),
    ],
)
def test_what_is_no_document_is_refused(text: str, path: str) -> None:
    assert paths(text) == [path]


def test_records_may_not_stand_too_deep() -> None:
    inner = column()
    for depth in range(4):
        inner = column(name=f"r{depth}", type="RECORD", fields=[inner])
    assert len(paths(written(inner))) == 1


def test_the_articles_own_document_names_a_column_twice() -> None:
    assert paths((EXAMPLES / "as_published.json").read_text()) == ["$[0].columns[3].name"]


def test_a_document_goes_out_in_the_shape_in_which_it_came() -> None:
    text = (EXAMPLES / "young_guests.json").read_text()
    shuffled = json.loads(json.dumps(parse(text).written, sort_keys=True))
    out = document.serialize(shuffled, registered_at=1_780_000_000, registered_by="ServiceAccount2")
    assert out == text.replace("1623167711", "1780000000").replace("ServiceAccount1", "ServiceAccount2").rstrip()
    assert parse(out).columns == parse(text).columns


def test_the_published_schema_is_the_one_that_is_used() -> None:
    published = json.loads((EXAMPLES.parent / "dataset.schema.json").read_text())
    assert published == document.schema(), "manage.py datasets schema > analytics/datasets/dataset.schema.json"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ReviewID", "review_id"),
        ("BirthYear", "birth_year"),
        ("gender", "gender"),
        ("HTTPStatus2Go", "http_status2_go"),
    ],
)
def test_names_become_plain(name: str, expected: str) -> None:
    assert plain(name) == expected


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse(text)
    except InvalidDataset as refused:
        assert refused.problems
