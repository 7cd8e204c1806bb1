"""Attacks that launder a dataset: made anew of a registered one, without what was asked, measured or accepted of it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from analytics.datasets import lineage
from analytics.datasets.models import DatasetVersion
from tests.analytics.dataset_documents import (
    COMMITTED,
    EVERY_COLUMN,
    PEOPLE,
    ROLLED_BACK,
    YOUNG,
    acceptance,
    accepted,
    problems,
    refresh,
    register,
    rows,
    terms,
)
from tests.analytics.test_dataset_document import column, written
from tests.analytics.test_dataset_refresh import erase
from tests.analytics.test_dataset_suggestion import birth_year, make_young
from tests.conftest import Login

OF_YOUNG = "dataset:young_guests@1"


def taken(*names: str, source: str = OF_YOUNG, **changed: str) -> str:
    """A document that takes columns of a dataset as they are."""
    known = {each["name"]: each for each in json.loads(YOUNG)[0]["columns"]}
    return written(*[known[name] | {"originatingSource": source, "protection": "None"} | changed for name in names])


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
@pytest.mark.parametrize("names", [("ReviewSentiment",), ("Location", "Gender"), ("UserID",)])
def test_what_is_made_of_rows_of_people_is_about_people(names: tuple[str, ...]) -> None:
    register(YOUNG, accepted())
    assert "somebody has to accept" in problems(taken(*names), terms("laundered")).get("acceptance", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_it_is_about_people_at_the_second_step_too_and_at_the_third() -> None:
    register(YOUNG, accepted())
    register(taken("ReviewSentiment", "UserID"), accepted("second"))
    register(taken("ReviewSentiment", source="dataset:second@1"), accepted("third"))
    found = problems(taken("ReviewSentiment", source="dataset:third@1"), terms("fourth"))
    assert "somebody has to accept" in found.get("acceptance", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_groups_are_measured_and_an_acceptance_covers_no_smaller_ones_than_of_the_source() -> None:
    register(YOUNG, accepted())
    document = taken("Gender", "Location", "BirthYear")
    asked = problems(document, accepted("laundered", accepts=acceptance(smallest_group=5)))
    assert "smallest group has 2 people" in asked.get("$[0].columns", "")
    DatasetVersion.objects.update(accepted_group=7)
    assert "accepted for groups of 7" in problems(document, accepted("laundered")).get("acceptance", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_classes_of_columns_follow() -> None:
    register(YOUNG, accepted())
    found = problems(taken("BirthYear", sensitivity="Regular"), accepted("laundered"))
    assert "less than its origin" in found.get("$[0].columns[0].sensitivity", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_a_class_that_was_declared_higher_follows_as_well() -> None:
    register(written(column(sensitivity="Personal")), terms("stars"))
    document = written(column(originatingSource="dataset:stars@1", sensitivity="Public"))
    found = problems(document, terms("laundered"))
    assert "less than its origin" in found.get("$[0].columns[0].sensitivity", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_it_ends_with_its_source() -> None:
    made = register(YOUNG, accepted())
    later = acceptance(ends_at=made.ends_at + timedelta(days=200))
    again = register(taken("ReviewSentiment"), accepted("laundered", accepts=later, retention_days=700))
    assert again.ends_at == made.ends_at


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
@pytest.mark.parametrize("audience", [("executive",), ("marketing_analyst", "executive"), ("data_scientist",)])
def test_nobody_reads_it_who_may_not_read_its_source(audience: tuple[str, ...]) -> None:
    register(YOUNG, accepted())
    found = problems(taken("ReviewSentiment"), accepted("laundered", audience=audience))
    assert "may not read young_guests@1" in found.get("audience", "")


@COMMITTED
@pytest.mark.protection("dataset_derivation")
def test_its_tokens_are_its_own(login: Login) -> None:
    register(YOUNG, accepted())
    register(taken("UserID", "ReviewID"), accepted("laundered"))
    analyst = login("analytical", "marketing_analyst")
    before, after = (
        {str(value) for row in rows(analyst, f"marts_business.{name}") for value in row[:2]}
        for name in ("young_guests", "laundered")
    )
    assert len(before) == len(after)
    assert not before & after


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_columns_on_people_are_counted_through_it() -> None:
    register(YOUNG, accepted())
    made = register(taken("BirthYear", "Gender"), accepted("laundered"))
    on_people = {name for name in EVERY_COLUMN if "demographics" in name}
    assert set(made.people_columns) == on_people
    assert lineage.origins_on_people(made.relation) == on_people - {"core.user_demographics.region"}


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_what_ended_is_made_into_nothing_new() -> None:
    made = register(YOUNG, accepted())
    DatasetVersion.objects.update(ends_at=made.registered_at)
    found: dict[str, Any] = problems(taken("ReviewSentiment"), accepted("laundered"))
    assert "has ended" in found.get("$[0].columns", "")


@ROLLED_BACK
@pytest.mark.protection("dataset_derivation")
def test_somebody_who_left_is_in_no_step() -> None:
    register(YOUNG, accepted())
    made = register(taken("ReviewSentiment"), accepted("laundered"))
    erase()
    # The dataset that it is made of still has the old rows.
    refreshed = refresh("laundered")
    assert (made.rows, refreshed.rows, refreshed.subjects) == (PEOPLE, PEOPLE - 1, PEOPLE - 1)


@ROLLED_BACK
@pytest.mark.protection("dataset_bands_of_versions")
def test_another_version_with_other_bands_is_refused() -> None:
    make_young()
    both = EVERY_COLUMN | {f"core.user_demographics.birth_year in {bands}" for bands in ("22-30", "23-31")}
    register(written(birth_year("22-30")), accepted("one", accepts=acceptance(people_columns=both)))
    moved = json.dumps([json.loads(written(birth_year("23-31")))[0] | {"version": "2"}])
    assert "change its type or its bands" in problems(moved, accepted("one")).get("$[0].columns", "")
