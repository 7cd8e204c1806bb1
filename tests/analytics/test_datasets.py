"""Registering a dataset: what a real login can read before, after and when it is withdrawn; and what is refused."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.errors import InsufficientPrivilege, UndefinedTable

from analytics.access.drift import find
from analytics.access.driver import psycopg_connection
from analytics.datasets import k_anonymity
from analytics.datasets.document import InvalidDataset, parse
from analytics.datasets.grants import with_registered
from analytics.datasets.models import DatasetToken, DatasetVersion, LineageEdge
from analytics.datasets.plan import make_plan
from tests.analytics.dataset_documents import (
    COMMITTED,
    PEOPLE,
    ROLLED_BACK,
    STORE,
    YOUNG,
    accepted,
    manage,
    problems,
    register,
    rows,
    terms,
    withdraw,
    write_facts,
)
from tests.analytics.test_dataset_document import column, written
from tests.conftest import Login


@COMMITTED
def test_the_analyst_reads_it_once_it_is_registered_and_not_after_it_is_withdrawn(login: Login) -> None:
    analyst = login("analytical", "marketing_analyst")
    with pytest.raises(InsufficientPrivilege):
        rows(analyst, "marts_business.young_guests_v1")
    made = register(YOUNG, accepted())
    assert (made.relation, made.rows, made.subjects) == ("marts_business.young_guests_v1", PEOPLE, PEOPLE)
    found = rows(analyst, "marts_business.young_guests")
    decades = ("1980-1989", "1990-1999")
    assert {row[3:] for row in found} == {(decade, who, "AT") for decade in decades for who in ("man", "woman")}
    assert {str(row[2]) for row in found} == {"0.1"}
    assert len(found) == len(rows(analyst, "marts_business.young_guests_v1")) == PEOPLE
    withdraw("young_guests", 1)
    for relation in ("marts_business.young_guests", "marts_business.young_guests_v1"):
        with pytest.raises((InsufficientPrivilege, UndefinedTable)):
            rows(analyst, relation)
    assert not DatasetToken.objects.exists()
    assert DatasetVersion.objects.get().document["columns"]


@COMMITTED
def test_nobody_outside_its_audience_reads_it(login: Login) -> None:
    register(YOUNG, accepted())
    for name in ("product_manager", "executive", "data_scientist", "data_engineer", "dashboards", "models", "loader"):
        with pytest.raises(InsufficientPrivilege):
            rows(login("analytical", name), "marts_business.young_guests")


@ROLLED_BACK
def test_a_registered_dataset_is_no_drift_and_one_right_more_is() -> None:
    register(YOUNG, accepted())
    connection = psycopg_connection("analytical")
    assert find(connection, with_registered(STORE)) == []
    connection.execute("GRANT SELECT ON marts_business.young_guests_v1 TO executive")
    (finding,) = find(connection, with_registered(STORE))
    assert finding.says == "SELECT of executive on marts_business.young_guests_v1 is not in the table."


@COMMITTED
def test_withdrawing_leaves_no_drift() -> None:
    register(YOUNG, accepted())
    connection = psycopg_connection("analytical")
    withdraw("young_guests", 1)
    assert find(connection, with_registered(STORE)) == []


@COMMITTED
def test_people_and_reviews_are_tokens_that_mean_nothing_elsewhere(login: Login) -> None:
    register(YOUNG, accepted())
    register(YOUNG, accepted("young_again"))
    analyst = login("analytical", "marketing_analyst")
    one, other = (
        {value for row in rows(analyst, f"marts_business.{name}") for value in row[:2]}
        for name in ("young_guests", "young_again")
    )
    assert len(one) == len(other) == 2 * PEOPLE
    assert not one & other
    known = {str(uuid.UUID(int=number + base)) for number in range(PEOPLE) for base in (1000, 2000)}
    assert not (one | other) & known


@ROLLED_BACK
def test_tokens_stay_from_one_version_to_the_next() -> None:
    register(YOUNG, accepted())
    before = dict(DatasetToken.objects.values_list("subject", "token"))
    register(YOUNG.replace('"version": "1"', '"version": "2"'), accepted())
    assert dict(DatasetToken.objects.values_list("subject", "token")) == before


@COMMITTED
def test_the_end_of_an_acceptance_is_kept_by_the_database(login: Login) -> None:
    register(YOUNG, accepted())
    # The acceptance ends in a moment. The reader's transaction is open before, and now() stands still in it.
    analyst = login("analytical", "marketing_analyst")
    for seconds in (0.7, 5, 25):  # as soon as this machine can look before
        soon = datetime.now(UTC) + timedelta(seconds=seconds)
        psycopg_connection("analytical").execute(
            "ALTER POLICY marketing_analyst_reads ON marts_business.young_guests_v1 "
            f"USING (pg_catalog.clock_timestamp() < '{soon.isoformat()}'::timestamptz)"
        )
        analyst.execute("BEGIN")
        if seen := len(rows(analyst, "marts_business.young_guests")):
            break
        analyst.execute("ROLLBACK")
    assert seen == PEOPLE
    while datetime.now(UTC) < soon:
        rows(analyst, "marts_business.young_guests")
    assert rows(analyst, "marts_business.young_guests") == []


@ROLLED_BACK
def test_rows_of_people_take_an_acceptance_and_small_groups_are_reported() -> None:
    found = problems(YOUNG, terms())
    assert "somebody has to accept" in found["acceptance"]
    assert found["$[0].columns"].startswith(
        "By BirthYear, Gender, Location the smallest group has 2 people, 10 are required"
    )
    assert found["$[0].columns"].endswith("Coarsen or drop Gender.")
    assert not DatasetVersion.objects.exists()


@ROLLED_BACK
def test_what_is_suggested_is_enough() -> None:
    write_facts()
    made_of, _ = make_plan(parse(YOUNG), lambda _: {})
    connection = psycopg_connection("analytical")
    measured = k_anonymity.measure(connection, "young_guests", made_of)
    assert measured is not None
    assert (measured.smallest, measured.coarsen) == (2, ("Gender",))
    assert measured.share_below == pytest.approx(4 / PEOPLE)


@COMMITTED
def test_rare_genders_are_one_group(login: Login) -> None:
    write_facts()
    psycopg_connection("analytical").execute(
        "UPDATE core.user_demographics SET gender = CASE WHEN birth_year = 1995 THEN 'non-binary' ELSE 'other' END"
    )
    register(YOUNG, accepted())
    found = rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    assert {row[4] for row in found} == {"another"}


@COMMITTED
def test_versions_follow_one_another_and_a_breaking_one_waits_for_its_readers(login: Login) -> None:
    register(YOUNG, accepted())
    assert "next version of young_guests is 2" in problems(YOUNG, accepted())["$[0].version"]
    without = written(column(), version="2")
    assert "marketing_analyst read young_guests@1" in problems(without, accepted())["$[0].columns"]
    withdraw("young_guests", 1)
    register(without, accepted())
    assert rows(login("analytical", "marketing_analyst"), "marts_business.young_guests") == [(4,)] * PEOPLE


@COMMITTED
def test_withdrawing_the_newest_turns_the_view_back(login: Login) -> None:
    register(written(column()), terms("stars"))
    more = written(column(), column(name="Language", type="String"), version="2")
    register(more, terms("stars"))
    analyst = login("analytical", "marketing_analyst")
    assert rows(analyst, "marts_business.stars")[0] == (4, "en")
    withdraw("stars", 2)
    assert rows(analyst, "marts_business.stars")[0] == (4,)
    assert find(psycopg_connection("analytical"), with_registered(STORE)) == []


@COMMITTED
def test_a_dataset_can_be_made_of_another_which_then_stays(login: Login) -> None:
    register(written(column()), terms("stars"))
    register(written(column(originatingSource="dataset:stars@1")), terms("stars_again"))
    assert rows(login("analytical", "marketing_analyst"), "marts_business.stars_again")[0] == (4,)
    with pytest.raises(InvalidDataset, match="dataset:stars_again@1 is made of it"):
        withdraw("stars", 1)


@COMMITTED
def test_records_become_json_and_dropped_columns_are_described_only(login: Login) -> None:
    stars = column(name="Given", type="RECORD", fields=[column(), column(name="Language", type="String")])
    text = column(name="Text", type="String", protection="Drop")
    register(written(stars, text), terms("records"))
    first = rows(login("analytical", "marketing_analyst"), "marts_business.records")[0]
    assert first == ({"Rating": 4, "Language": "en"},)


@ROLLED_BACK
def test_much_about_the_same_people_is_reported() -> None:
    register(YOUNG, accepted())
    years = [
        column(name=name, originatingSource="transactional:UserDemographics", type="String", mode="NULLABLE",
               protection="Mask", sensitivity="Pseudonymous")
        for name in ("BirthYear", "Gender")
    ]  # fmt: skip
    rating = column(sensitivity="Public")
    found = problems(written(rating, *years), terms("more_of_the_same"))
    assert "core.user_demographics.region" in found["audience"]


@ROLLED_BACK
def test_lineage_leads_back_to_the_columns_that_are_masked() -> None:
    register(YOUNG, accepted())
    edges = LineageEdge.objects.filter(relation="marts_business.young_guests_v1", column="birth_year")
    assert [(edge.from_relation, edge.from_column) for edge in edges] == [("core.user_demographics", "birth_band")]
    token = LineageEdge.objects.get(relation="marts_business.young_guests_v1", column="user_id")
    assert (token.from_relation, token.from_column, token.how) == ("core.reviews", "reviewer", "a token")


@ROLLED_BACK
def test_the_command_shows_and_tells_the_impact(capsys: pytest.CaptureFixture[str]) -> None:
    write_facts()
    manage("trace")
    register(YOUNG, accepted())
    capsys.readouterr()
    manage("show", "young_guests")
    assert parse(capsys.readouterr().out).columns == parse(YOUNG).columns
    manage("impact", "core.user_demographics.birth_year")
    told = capsys.readouterr().out
    assert "core.user_demographics.birth_band  <-  core.user_demographics.birth_year" in told
    assert "marts_business.young_guests_v1.birth_year  <-  core.user_demographics.birth_band" in told
    assert "  marketing_analyst (Marketing or sales analyst): " in told
    manage("lineage", "young_guests")
    assert "derived.review_sentiment.score  <-  core.reviews.text   (mlmodel:sentiment" in capsys.readouterr().out
    manage("list")
    assert "young_guests  versions 1  for marketing_analyst" in capsys.readouterr().out
