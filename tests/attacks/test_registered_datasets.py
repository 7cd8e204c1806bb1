"""Attacks on registered datasets: as the audience, as everybody else, and as whoever writes the document."""

import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from analytics.access.driver import psycopg_connection
from analytics.datasets import tables
from analytics.datasets.document import InvalidDataset, parse
from analytics.datasets.models import DatasetVersion
from tests.analytics.dataset_documents import (
    COMMITTED,
    PEOPLE,
    ROLLED_BACK,
    YOUNG,
    acceptance,
    accepted,
    problems,
    register,
    rows,
    terms,
)
from tests.analytics.test_dataset_document import column, written
from tests.attacks.refusal import refusal
from tests.conftest import Login

HOSTILE = [
    'x"; DROP TABLE core.reviews; --',
    "x; DROP TABLE core.reviews",
    "x' OR '1'='1",
    "x) AS SELECT text FROM core.reviews; --",
    "young$$guests",
    "pg_temp.x",
    "core.reviews",
    "x\x00y",
    "ѕtars",
    "x" * 64,
]


@ROLLED_BACK
@pytest.mark.protection("dataset_names")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_breaks_out_is_refused(name: str) -> None:
    with refusal(InvalidDataset):
        register(written(column()), terms(name))


@ROLLED_BACK
@pytest.mark.protection("dataset_document_schema")
@pytest.mark.parametrize("text", [HOSTILE[0], "(SELECT text FROM core.reviews LIMIT 1)", "text::text"])
def test_a_document_that_breaks_out_is_refused_for_its_shape(text: str) -> None:
    assert "$[0].columns[0].mode" in problems(written(column(mode=text)), terms())


@ROLLED_BACK
@pytest.mark.protection("dataset_document_schema")
@pytest.mark.parametrize("name", HOSTILE[:4])
def test_the_name_of_a_record_that_no_source_knows_is_refused_for_its_shape(name: str) -> None:
    with pytest.raises(InvalidDataset) as refused:
        parse(written(column(name=name, type="RECORD", fields=[column()])))
    assert "$[0].columns[0].name" in {problem.path for problem in refused.value.problems}


@COMMITTED
@pytest.mark.protection("dataset_quoting")
@pytest.mark.parametrize("name", [HOSTILE[0], 'x" AS SELECT text FROM core.reviews; --'])
def test_a_name_that_nobody_checked_still_stays_a_name(name: str) -> None:
    register(written(column()), terms("stars"))
    connection = psycopg_connection("analytical")
    with suppress(psycopg.errors.SyntaxError):
        tables.point_view(connection, "marts_business", name, "stars_v1", ["rating"])
    assert connection.execute("SELECT count(*) FROM core.reviews").fetchone() == (PEOPLE,)
    made = connection.execute("SELECT 1 FROM pg_class WHERE relname = %s", [name[:63]]).fetchall()
    assert made == [(1,)]


@COMMITTED
@pytest.mark.protection("dataset_audience")
@pytest.mark.parametrize("name", ["product_manager", "executive"])
def test_nobody_outside_the_audience_reads_it(login: Login, name: str) -> None:
    register(YOUNG, accepted())
    with pytest.raises(InsufficientPrivilege):
        rows(login("analytical", name), "marts_business.young_guests")


@COMMITTED
@pytest.mark.protection("dataset_tokens")
def test_no_value_of_it_is_a_pseudonym_or_a_public_review(login: Login) -> None:
    register(YOUNG, accepted())
    known = {str(uuid.UUID(int=number + base)) for number in range(PEOPLE) for base in (1000, 2000)}
    found = rows(login("analytical", "marketing_analyst"), "marts_business.young_guests_v1")
    assert not known & {str(value) for row in found for value in row}


@COMMITTED
@pytest.mark.protection("dataset_reidentification")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT subject FROM governance.dataset_token",
        "SELECT d.* FROM core.user_demographics d",
        "SELECT r.reviewer FROM core.reviews r JOIN marts_business.young_guests g ON true",
        "SELECT t.subject FROM marts_business.young_guests JOIN governance.dataset_token t ON t.token::text = user_id",
        "COPY governance.dataset_token TO STDOUT",
        "TABLE marts.masked_demographics",
    ],
)
def test_the_analyst_finds_no_way_from_it_to_who_people_are(statement: str, login: Login) -> None:
    register(YOUNG, accepted())
    analyst = login("analytical", "marketing_analyst")
    assert rows(analyst, "marts_business.young_guests")
    with pytest.raises(InsufficientPrivilege):
        if statement.startswith("COPY"):
            with analyst.cursor().copy(statement) as copy:
                list(copy)
        else:
            analyst.execute(statement)


@COMMITTED
@pytest.mark.protection("dataset_source_statistics")
def test_statistics_of_tables_that_are_not_granted_are_closed(login: Login) -> None:
    register(YOUNG, accepted())
    for relation in ("governance.dataset_token", "core.user_demographics"):
        psycopg_connection("analytical").execute(f"ANALYZE {relation}")
    told = login("analytical", "marketing_analyst").execute(
        "SELECT tablename, attname FROM pg_stats WHERE tablename IN ('dataset_token', 'user_demographics')"
    )
    assert told.fetchall() == []


@COMMITTED
@pytest.mark.protection("dataset_acceptance_expiry")
def test_the_end_of_an_acceptance_holds_in_a_transaction_that_was_open_before(login: Login) -> None:
    soon = register_until_soon()
    analyst: psycopg.Connection[tuple[object, ...]] = login("analytical", "marketing_analyst")
    analyst.execute("BEGIN")
    analyst.execute("SELECT now()")
    while datetime.now(UTC) < soon:
        analyst.execute("SELECT count(*) FROM marts_business.young_guests")
    assert rows(analyst, "marts_business.young_guests") == []


def register_until_soon() -> datetime:
    """Register with an acceptance that ends as soon as this machine can register before its end."""
    for seconds in (1, 5, 25, 125):
        soon = datetime.now(UTC) + timedelta(seconds=seconds)
        with suppress(InvalidDataset):
            register(YOUNG, accepted(accepts=acceptance(ends_at=soon)))
            return soon
    pytest.fail("Nothing was registered within two minutes.")


@ROLLED_BACK
@pytest.mark.protection("dataset_small_groups")
def test_rows_of_people_in_small_groups_are_refused_until_somebody_accepts_them() -> None:
    assert "the smallest group has 2 people" in problems(YOUNG, terms())["$[0].columns"]
    assert not DatasetVersion.objects.exists()


@ROLLED_BACK
@pytest.mark.protection("dataset_minimum_protection")
@pytest.mark.parametrize(
    ("name", "source"),
    [("Text", "transactional:Reviews"), ("UserID", "transactional:Reviews")]
    + [(name, "transactional:UserDemographics") for name in ("BirthYear", "Gender")],
)
def test_nobody_declares_sensitive_values_into_a_dataset_as_they_are(name: str, source: str) -> None:
    plain = column(name=name, originatingSource=source, type="String", sensitivity="Secret", mode="NULLABLE")
    assert "is weaker than" in problems(written(plain), accepted()).get("$[0].columns[0].protection", "")
