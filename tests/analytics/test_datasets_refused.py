"""Documents and terms that can't be registered: each with its path and a sentence, and nothing is left behind."""

from datetime import UTC, datetime
from typing import Any

import pytest

from analytics.access.driver import psycopg_connection
from analytics.datasets.models import DatasetToken
from analytics.datasets.sources import JOINS
from tests.analytics.dataset_documents import ROLLED_BACK, YOUNG, acceptance, accepted, problems, terms, write_facts
from tests.analytics.test_dataset_document import column, written


@ROLLED_BACK
@pytest.mark.parametrize(
    ("changed", "path", "sentence"),
    [
        ({"name": "Password"}, "name", "has no password"),
        ({"originatingSource": "transactional:Passwords"}, "originatingSource", "is not known"),
        ({"name": "Text", "type": "String"}, "protection", "None is weaker than Mask: it is personal"),
        (
            {"name": "ReviewID", "type": "String", "protection": "Encrypt"},
            "protection",
            "could not read an encrypted column",
        ),
        ({"protection": "Tokenize"}, "protection", "only these get tokens"),
        ({"name": "Language", "type": "String", "protection": "Mask"}, "protection", "has no masked form"),
        ({"type": "Date"}, "type", "can't be given as DATE"),
        ({"name": "Language", "type": "String", "sensitivity": "Public"}, "sensitivity", "Public is less".lower()),
    ],
)
def test_a_column_that_can_not_be_had_is_refused(changed: dict[str, Any], path: str, sentence: str) -> None:
    found = problems(written(column(**changed)), terms())
    assert sentence in found[f"$[0].columns[0].{path}"]


@ROLLED_BACK
def test_a_birth_year_is_masked_or_dropped_however_it_is_declared() -> None:
    birth_year = column(
        name="BirthYear", originatingSource="transactional:UserDemographics", sensitivity="Secret", type="Integer"
    )
    assert (
        "weaker than Mask: it is sensitive" in problems(written(birth_year), accepted())["$[0].columns[0].protection"]
    )


@ROLLED_BACK
def test_tables_without_a_key_in_common_are_not_joined() -> None:
    visits = column(name="Visitors", originatingSource="transactional:Visits", sensitivity="Business-confidential")
    assert "no key in common" in problems(written(column(), visits), terms())["$[0].columns"]


@ROLLED_BACK
def test_no_join_is_made_on_a_sensitive_column(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = ("core.reviews", "core.user_demographics")
    monkeypatch.setitem(JOINS, pair, (("rating", "birth_year"),))
    found = problems(YOUNG, accepted())
    assert "joined on core.user_demographics.birth_year, which is sensitive" in found["$[0].columns"]


@ROLLED_BACK
def test_a_required_column_without_a_value_is_refused_and_nothing_is_left() -> None:
    write_facts()
    psycopg_connection("analytical").execute("DELETE FROM core.user_demographics WHERE gender = 'man'")
    found = problems(YOUNG.replace("NULLABLE", "REQUIRED"), accepted())
    assert set(found) <= {f"$[0].columns[{number}].mode" for number in (3, 4, 5)}
    left = psycopg_connection("analytical").execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'young%'")
    assert left.fetchone() == (0,)
    assert not DatasetToken.objects.exists()


@ROLLED_BACK
@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"name": "Young Guests"}, "name"),
        ({"name": 'x"; DROP TABLE core.reviews; --'}, "name"),
        ({"owner": " "}, "owner"),
        ({"audience": ("marketing_analyst", "data_scientist")}, "audience"),
        ({"audience": ()}, "audience"),
        ({"audience": ("web",)}, "audience"),
        ({"line_of_business": "piracy"}, "line_of_business"),
        ({"residency": "moon"}, "residency"),
        ({"retention_days": 0}, "retention_days"),
        ({"accepts": acceptance(ends_at=datetime(2020, 1, 1, tzinfo=UTC))}, "acceptance"),
        ({"accepts": acceptance(smallest_group=1)}, "acceptance"),
        ({"accepts": acceptance(people_columns=frozenset())}, "audience"),
        ({"accepts": acceptance(smallest_group=3)}, "$[0].columns"),
    ],
)
def test_terms_that_can_not_be_are_refused(changed: dict[str, Any], path: str) -> None:
    assert path in problems(YOUNG, accepted(**changed))
