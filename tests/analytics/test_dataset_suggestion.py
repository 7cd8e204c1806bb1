"""The article's own document becomes one that is registered, with a reason for each change; and ages 22 to 30."""

import json
import uuid
from typing import Any

import pytest
from django.utils import timezone

from analytics.access.driver import psycopg_connection
from analytics.datasets import publishing
from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetRequest, DatasetVersion
from analytics.datasets.suggestion import suggest, suggest_for_data
from reviews_site.command_processes import process_for_command
from tests.analytics.dataset_documents import (
    COMMITTED,
    EVERY_COLUMN,
    PEOPLE,
    ROLLED_BACK,
    STORE,
    YOUNG,
    acceptance,
    accepted,
    handle_requests,
    manage,
    problems,
    register,
    rows,
    terms,
    write_facts,
)
from tests.analytics.staffing import at_the_console
from tests.analytics.test_console_pages import html
from tests.analytics.test_dataset_document import EXAMPLES, column, written
from tests.conftest import Login

BAND = "22-30"
ONE = uuid.UUID(int=1005)
PUBLISHED = ("as_published.json", "as_published_once.json")
BIRTH_YEAR = {
    "name": "BirthYear",
    "originatingSource": "transactional:UserDemographics",
    "type": "String",
    "mode": "NULLABLE",
    "protection": "Mask",
    "sensitivity": "Pseudonymous",
}


def birth_year(*bands: str, **changed: Any) -> dict[str, Any]:
    return column(**BIRTH_YEAR | {"bands": list(bands)} | changed)


def make_young() -> None:
    """Let half of the people turn 25 this year, and the others 45."""
    write_facts()
    year = timezone.now().year
    psycopg_connection("analytical").execute(
        "UPDATE core.user_demographics"
        f" SET birth_year = CASE WHEN birth_year = 1995 THEN {year - 25} ELSE {year - 45} END"
    )


@ROLLED_BACK
@pytest.mark.parametrize("name", PUBLISHED)
def test_the_articles_own_document_becomes_one_that_is_registered(name: str) -> None:
    write_facts()
    text = (EXAMPLES / name).read_text()
    assert len(problems(text, accepted())) == (1 if name == "as_published.json" else 7)
    found = suggest_for_data(psycopg_connection("analytical"), STORE, text, terms())
    told = "\n".join(map(str, found.changes))
    assert ("there is a column of this name already" in told) is (name == "as_published.json")
    assert "BirthYear: protection None becomes Mask: it is sensitive." in told
    assert "BirthYear: type Integer becomes String" in told
    assert "ReviewSentiment: mode REQUIRED becomes NULLABLE: not every row has one." in told
    assert "Gender: protection Mask becomes Drop: with it the smallest group has 2 people." in told
    made = register(found.document, accepted(accepts=acceptance(smallest_group=10)))
    assert (made.rows, made.smallest_group) == (PEOPLE, PEOPLE // 2)
    assert suggest_for_data(psycopg_connection("analytical"), STORE, found.document, terms("again")).changes == ()


@ROLLED_BACK
def test_columns_without_values_are_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    write_facts()
    psycopg_connection("analytical").execute(
        "UPDATE core.user_demographics SET gender = CASE birth_year WHEN 1985 THEN 'woman' END,"
        " region = CASE birth_year WHEN 1985 THEN 'AT-5' END"
    )
    required = BIRTH_YEAR | {"mode": "REQUIRED"}
    text = written(*(column(**required | {"name": name}) for name in ("Gender", "Location", "BirthYear")))
    found = problems(text, accepted())
    assert set(found) == {"$[0].columns[0].mode", "$[0].columns[1].mode"}
    tried: list[str] = []
    try_out = publishing.try_out

    def counted(*arguments: Any) -> Any:
        tried.append("once")
        return try_out(*arguments)

    monkeypatch.setattr(publishing, "try_out", counted)
    told = suggest_for_data(psycopg_connection("analytical"), STORE, text, terms()).changes
    assert len(told) == 2 and len(tried) == 2


@ROLLED_BACK
def test_what_meets_the_rules_stays_as_it_is() -> None:
    write_facts()
    assert suggest(YOUNG).changes == ()
    assert json.loads(suggest(YOUNG).document) == json.loads(YOUNG)


@ROLLED_BACK
@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "Password"}, "left out: transactional:Reviews has no such column"),
        ({"name": "Text", "type": "String"}, "protection None becomes Mask"),
        ({"name": "ReviewID", "type": "String", "protection": "Encrypt"}, "protection Encrypt becomes Drop"),
        ({"protection": "Tokenize"}, "only ids of people and reviews get tokens"),
        ({"name": "Language", "type": "String", "protection": "Mask"}, "it has no masked form"),
        ({"type": "Date"}, "type Date becomes Integer"),
        ({"name": "Language", "type": "String", "sensitivity": "Public"}, "sensitivity Public becomes Regular"),
    ],
)
def test_each_change_has_its_reason(changed: dict[str, Any], says: str) -> None:
    write_facts()
    found = suggest_for_data(
        psycopg_connection("analytical"), STORE, written(column(**changed), column(name="Stars")), terms()
    )
    assert says in "\n".join(map(str, found.changes))
    register(found.document, accepted())


@ROLLED_BACK
@pytest.mark.parametrize("text", ["", "[]", "{}", "[1]", '{"columns": 7}', '[{"columns": [7]}]', "[" * 100_000])
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(InvalidDataset):
        suggest(text)


@ROLLED_BACK
def test_the_command_prints_the_document_and_the_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    write_facts()
    assert process_for_command(["datasets", "suggest"]) == "registrar"
    manage("suggest", str(EXAMPLES / "as_published.json"), "--name", "young_guests")
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["columns"][1]["originatingSource"] == "transactional:Reviews"
    assert "UserID: protection None becomes Tokenize" in told.err
    manage("suggest", str(EXAMPLES / "as_published.json"), "--json")
    assert json.loads(capsys.readouterr().out)["changes"]
    assert not DatasetVersion.objects.exists()


@ROLLED_BACK
def test_the_console_suggests_from_the_form_and_after_a_failure() -> None:
    write_facts()
    psycopg_connection("analytical").execute(
        f"UPDATE core.user_demographics SET gender = 'other' WHERE person = '{ONE}'"
    )
    mara = at_the_console("mara", "marketing_analyst")
    form = {"name": "young", "document": (EXAMPLES / "as_published.json").read_text(), "suggest": "yes"}
    page = html(mara, mara.post("/requests/new/", form)["Location"])
    assert "What would be changed" in page and "protection None becomes Tokenize" in page
    assert not DatasetRequest.objects.exists()
    asked = {
        "reason": "x",
        "owner": "mara@example.org",
        "audience": "marketing_analyst",
        "line_of_business": "analytics",
    }
    asked |= {"name": "young", "document": YOUNG, "residency": "eu", "retention_days": "90"}
    path = mara.post("/requests/new/", asked)["Location"]
    assert [each.state for each in handle_requests()] == ["failed"]
    assert "Gender: protection Mask becomes Drop" in mara.get(path).content.decode()
    again = mara.get("/requests/new/", {"from": path.split("/")[2]}).content.decode()
    assert "&quot;Drop&quot;" in again


@COMMITTED
def test_ages_of_22_to_30_are_given_in_bands_and_groups_are_measured_on_them(login: Login) -> None:
    make_young()
    text = written(birth_year("22-30"), column(name="UserID", type="String", protection="Tokenize"))
    covers = acceptance(people_columns=EVERY_COLUMN | {f"core.user_demographics.birth_year in {BAND}"})
    made = register(text, accepted(accepts=covers))
    assert (made.smallest_group, made.subjects) == (PEOPLE // 2, PEOPLE)
    found = rows(login("analytical", "marketing_analyst"), "marts_business.young_guests")
    assert sorted(row[0] for row in found) == ["22-30"] * (PEOPLE // 2) + ["other ages"] * (PEOPLE // 2)
    assert made.people_columns == ["core.user_demographics.birth_year", "core.user_demographics.birth_year in 22-30"]


@ROLLED_BACK
def test_one_person_in_a_band_is_measured() -> None:
    make_young()
    psycopg_connection("analytical").execute(
        f"UPDATE core.user_demographics SET birth_year = birth_year - 20 WHERE person = '{ONE}'"
    )
    found = problems(written(birth_year("22-30", "31-44", "45-60"), column(name="Stars")), accepted())
    assert "Nobody accepts groups" not in found.get("$[0].columns", "")
    psycopg_connection("analytical").execute(
        f"UPDATE core.user_demographics SET birth_year = birth_year - 30 WHERE person = '{ONE}'"
    )
    found = problems(written(birth_year("22-30", "31-44", "45-60"), column(name="Stars")), accepted("other"))
    assert "smallest group has 1 person" in found["$[0].columns"]


@ROLLED_BACK
def test_ages_that_were_divided_otherwise_for_the_same_audience_count_as_another_column() -> None:
    make_young()
    both = EVERY_COLUMN | {f"core.user_demographics.birth_year in {bands}" for bands in ("22-30", "23-31")}
    register(written(birth_year("22-30")), accepted("one", accepts=acceptance(people_columns=both)))
    found = problems(written(birth_year("23-31")), accepted("two"))
    assert "birth_year in 22-30, core.user_demographics.birth_year in 23-31" in found["audience"]
    made = register(written(birth_year("23-31")), accepted("two", accepts=acceptance(people_columns=both)))
    assert len(made.people_columns) == 3


@ROLLED_BACK
def test_twelve_bands_are_registered() -> None:
    make_young()
    bands = [f"{first}-{first + 4}" for first in range(20, 80, 5)]
    label = f"core.user_demographics.birth_year in {'/'.join(bands)}"
    covers = acceptance(people_columns=EVERY_COLUMN | {label})
    made = register(written(birth_year(*bands)), accepted(accepts=covers))
    assert label in made.people_columns


@ROLLED_BACK
@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"bands": ["22-25"]}, "bands"),
        ({"bands": ["22-22"]}, "bands"),
        ({"bands": ["30-22"]}, "bands"),
        ({"bands": ["22-30", "30-40"]}, "bands"),
        ({"bands": ["31-40", "22-30"]}, "bands"),
        ({"bands": ["1-13"]}, "bands"),
        ({"bands": ["22-999"]}, "bands"),
        ({"bands": []}, "bands"),
        ({"bands": ["22-30'; DROP TABLE core.reviews; --"]}, "bands[0]"),
        ({"bands": ["22-30"], "name": "Gender"}, "bands"),
        ({"bands": ["22-30"], "protection": "None"}, "protection"),
        ({"bands": ["22-30"], "type": "Integer"}, "type"),
    ],
)
def test_bands_that_can_not_be_are_refused(changed: dict[str, Any], path: str) -> None:
    assert f"$[0].columns[0].{path}" in problems(written(column(**BIRTH_YEAR | changed)), accepted())


@ROLLED_BACK
def test_the_forms_own_example_passes_on_people_enough() -> None:
    make_young()
    found = problems((EXAMPLES / "young_guests.json").read_text(), terms())
    assert set(found) == {"acceptance"}
    register((EXAMPLES / "young_guests.json").read_text(), accepted(accepts=acceptance(
        smallest_group=10, people_columns=EVERY_COLUMN | {"core.user_demographics.birth_year in 22-30"})))  # fmt: skip
