"""The breach report, tried against whatever the access log can hold: each relation, gone ones, and odd lines."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from analytics.access.enums import AccessKind
from analytics.access.models import AccessEvent
from analytics.access.row_fingerprints import fingerprint
from reviews_site.ids import uuid7
from reviews_site.privacy import relation_name
from reviews_site.regions import home_region
from tests.analytics.dataset_documents import COMMITTED, YOUNG, accepted, register, terms, withdraw
from tests.analytics.sealed_logs import anchors
from tests.analytics.test_dataset_document import column, written
from tests.privacy_rights.test_breach_report import EVER, logins, people, printed, report

__all__ = ["anchors", "logins"]
pytestmark = [COMMITTED, pytest.mark.usefixtures("anchors")]
READER = "data_scientist"
ODD_PURPOSES = ("", "dashboard of", f"dashboard of {'-' * 36}", f"dashboard of {'a' * 36}", "x" * 200, "two\nlines")
ODD_RELATIONS = (
    *("gone.table", "no_schema", "", ".", "accounts.exports", "marts_business.gone", "marts_business.gone_v3"),
    *("public.auth_group", "public.django_migrations", "landing.review_staging", "x" * 100),
)


def write_line(relation: str, names: list[str], **changed: Any) -> None:
    """A line of the log, past the code that writes it."""
    line = {"id": uuid7(), "reader_id": "eve", "role": READER, "relation": relation, "columns": names, "rows": 3}
    line |= {"purpose": "a look", "kind": AccessKind.READ.value, "version": "", "subjects": None}
    line |= {"home_region": home_region(), "restaurant_id": None, "row_fingerprints": None} | changed
    AccessEvent(**line).save(force_insert=True)


def lines_of_every_table() -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        names = [str(field.column) for field in model._meta.local_concrete_fields]
        relation = relation_name(model)
        write_line(relation if "." in relation else f"public.{relation}", names)
        yield relation


def test_every_table_of_every_store_and_relations_that_never_were() -> None:
    assert len(list(lines_of_every_table())) > 50
    for relation in ODD_RELATIONS:
        write_line(relation, ["rating", "gone", ""])
        write_line(relation, [])
    found = report(READER)
    named = {each["relation"]: each["columns"] for each in found["relations"]}
    assert set(ODD_RELATIONS) <= set(named)
    assert named["gone.table"]["rating"] == "not known any more"
    assert named["core.user_demographics"]["birth_year"] == "sensitive"
    assert "core.user_demographics" in printed(*EVER, "--who", READER)


def test_a_registered_dataset_by_its_table_its_view_and_after_it_was_withdrawn() -> None:
    made = register(YOUNG, accepted())
    record = column(name="Given", type="RECORD", fields=[column(), column(name="Language", type="String")])
    register(written(record, column(name="Text", type="String", protection="Drop")), terms("records"))
    view = "marts_business.young_guests"
    for relation in (made.relation, view, "marts_business.records", "marts_business.records_v1"):
        write_line(relation, ["user_id", "birth_year", "given", "gone"])
    withdraw("young_guests", 1)
    named = {each["relation"]: each["columns"] for each in report("eve")["relations"]}
    assert named[view]["birth_year"] == named[made.relation]["birth_year"] == "pseudonymous"
    assert named["marts_business.records"]["given"] == "regular"
    assert named[view]["gone"] == "not known any more"


def test_of_two_versions_the_higher_class_counts() -> None:
    register(written(column(sensitivity="Personal")), terms("stars"))
    register(written(column(), version="2"), terms("stars"))
    write_line("marts_business.stars", ["rating"])
    (relation,) = report("eve")["relations"]
    assert relation["columns"] == {"rating": "personal"}


@pytest.mark.parametrize("kind", AccessKind)
def test_odd_lines_of_each_kind(kind: AccessKind) -> None:
    register(YOUNG, accepted())
    review = fingerprint(uuid.UUID(int=2005))
    for purpose in ODD_PURPOSES:
        for relation in ("core.reviews", "marts.restaurant_age_bands", "marts_business.young_guests"):
            for prints in (None, [], [review], [review] * 3, [uuid.UUID(int=1)]):
                write_line(relation, ["rating"], purpose=purpose, kind=kind.value, row_fingerprints=prints, version="?")
    write_line("core.reviews", ["rating"], restaurant_id=uuid.UUID(int=7), rows=2**40, subjects=2**40)
    write_line("core.reviews", ["rating"], rows=0)
    found = report("eve")
    assert {each["relation"] for each in found["relations"]} >= {"core.reviews", "marts_business.young_guests"}
    assert found["sure"] + found["perhaps"] > 0
    assert isinstance(people(found), set)
