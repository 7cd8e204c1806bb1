"""What people are given of the analytical store: all that is declared as theirs, nothing of anybody else, once."""

import json
import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import LazySettings
from django.utils import timezone

from analytics.access import log
from analytics.access.company import Environment
from analytics.access.row_fingerprints import fingerprint
from analytics.access.stores import store_grants
from analytics.ingest.models import AllowedUses, PrivacyRequest
from privacy_rights.analytical import export, functions
from privacy_rights.data_subjects import exported_fields, exported_tables
from privacy_rights.export import sealed_parts
from reviews_site.ids import uuid7
from reviews_site.privacy import Privacy, classification
from tests.analytics import events
from tests.analytics.conftest import score
from tests.analytics.dataset_documents import YOUNG, accepted, register
from tests.analytics.events import let_wait_again
from tests.conftest import AsProcess
from tests.privacy_rights.test_analytical_erasure import ask, drain

pytestmark = pytest.mark.django_db(databases=["default", "analytical"])
PERSON = uuid.UUID("6f1f5e3c-2f5b-8c6e-9d1e-0a1b2c3d4e5f")
OTHER = uuid.UUID("7a2b5e3c-2f5b-8c6e-9d1e-0a1b2c3d4e5f")
MINE, ANOTHERS = "The dumplings were wonderful.", "Somebody else had the soup."


@pytest.fixture(autouse=True)
def objects(settings: LazySettings, tmp_path: Any) -> Iterator[None]:
    """A folder of its own for what is kept."""
    files = {"BACKEND": "reviews_site.objects.RegionalFileStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    yield


def known(person: uuid.UUID, text: str, as_process: AsProcess) -> uuid.UUID:
    """Somebody with a row in every table that is given out; the id of their review."""
    posted = events.review(reviewer=str(person), text=text)
    events.post(posted)
    events.publish_demographics(events.person(person=str(person)))
    events.inject({**events.review(reviewer=str(person).upper(), text=text), "rating": 9})
    drain(as_process)
    score(posted["review_id"], uuid7(), events.RESTAURANT, 0.5)
    now = timezone.now()
    said = {"statistics": True, "models": True, "datasets": False}
    AllowedUses.objects.create(person=person, **said, changed_at=now, event_id=uuid7(), loaded_at=now)
    return uuid.UUID(posted["review_id"])


def carry_out(as_process: AsProcess) -> int:
    with as_process("analytics_privacy"):
        return export.run_due()


def given(request_id: uuid.UUID, as_process: AsProcess) -> dict[str, Any]:
    """What the worker `privacy` finds of a request."""
    with as_process("privacy"):
        content = sealed_parts.read(request_id, "analytics")
    assert content is not None
    found: dict[str, Any] = json.loads(content)
    return found


def exported(as_process: AsProcess, person: uuid.UUID = PERSON) -> dict[str, Any]:
    request_id = ask("export", as_process, by="web", person=person)
    drain(as_process)
    assert carry_out(as_process) == 1
    return given(request_id, as_process)


def test_every_table_that_is_declared_is_given_with_what_its_columns_mean(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    found = exported(as_process)
    assert {relation: len(table["rows"]) for relation, table in found["tables"].items()} == {
        "landing.review_events": 1,
        "landing.person_events": 1,
        "landing.quarantine": 1,
        "core.reviews": 1,
        "core.user_demographics": 1,
        "core.allowed_uses": 1,
        "derived.review_sentiment": 1,
    }
    reviews = found["tables"]["core.reviews"]
    assert reviews["rows"][0]["text"] == MINE
    assert reviews["columns"]["text_length"] == {"class": "regular", "comment": "mask of text"}
    assert found["tables"]["core.user_demographics"]["rows"][0]["birth_year"] == 1984
    assert found["tables"]["landing.review_events"]["rows"][0]["payload"]["text"] == MINE
    assert found["tables"]["derived.review_sentiment"]["rows"][0]["positive_sentence"] == "The best of 0.5."
    assert all(table["is_whole"] for table in found["tables"].values())


def test_nothing_of_anybody_else_is_in_it_and_no_pseudonym(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    review = known(OTHER, ANOTHERS, as_process)
    events.inject({**events.review(reviewer=str(OTHER), text=f"{ANOTHERS} {PERSON}"), "rating": 9})
    found = exported(as_process)
    text = json.dumps(found).lower()
    for absent in (ANOTHERS, str(review), *(form for who in (PERSON, OTHER) for form in (str(who), who.hex))):
        assert absent.lower() not in text
    assert found["left_out"] == export.LEFT_OUT
    assert "reviewer" not in found["tables"]["core.reviews"]["columns"]
    assert found["tables"]["landing.review_events"]["rows"][0]["payload"]["reviewer"] == export.PSEUDONYM_PHRASE


def test_it_says_who_used_what_by_role(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    known(OTHER, ANOTHERS, as_process)
    for who in (PERSON, OTHER):
        said: dict[str, Any] = {"columns": ["rating"], "rows": 1, "purpose": "why ann looked"}
        log.record_read(
            relation="core.reviews", reader_id="ann", role="data_scientist", row_fingerprints=[fingerprint(who)], **said
        )
    found = exported(as_process)
    (use,) = found["uses"]
    assert (use["role"], use["relation"], use["is_sure"]) == ("data_scientist", "core.reviews", True)
    assert "ann" not in re.findall(r"\w+", json.dumps(found["uses"]))
    assert (found["uses_are_whole"], found["datasets"]) == (True, [])


def test_it_says_which_registered_datasets_they_are_in(as_process: AsProcess) -> None:
    register(YOUNG, accepted())
    found = exported(as_process, person=uuid.UUID(int=1000))
    assert [(each["dataset"], each["version"]) for each in found["datasets"]] == [("young_guests", 1)]
    assert exported(as_process)["datasets"] == []


def test_more_uses_than_one_batch_are_all_sent(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    said: dict[str, Any] = {"columns": ["rating"], "rows": 1, "purpose": ""}
    for _ in range(5):
        log.record_read(
            relation="core.reviews",
            reader_id="ann",
            role="data_scientist",
            row_fingerprints=[fingerprint(PERSON)],
            **said,
        )
    with patch("privacy_rights.analytical.export.USES_AT_ONCE", 2):
        found = exported(as_process)
    assert len({use["id"] for use in found["uses"]}) == 5


def test_somebody_unknown_gets_a_document_with_nothing_in_it(as_process: AsProcess) -> None:
    found = exported(as_process)
    assert {len(table["rows"]) for table in found["tables"].values()} == {0}
    assert (found["uses"], found["datasets"]) == ([], [])


def test_a_request_that_comes_twice_is_fulfilled_once_and_lets_go_of_the_pseudonym(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    assert carry_out(as_process) == 1
    before = given(request_id, as_process)
    request = PrivacyRequest.objects.get(pk=request_id)
    assert (request.person, request.counts["core.reviews"]) == (None, 1)
    assert request.done_at is not None
    let_wait_again()
    drain(as_process)
    assert carry_out(as_process) == 0
    assert given(request_id, as_process) == before


def test_a_crash_once_the_object_is_kept_leaves_the_request_open(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    kept = sealed_parts.store

    def crash(*arguments: Any) -> None:
        kept(*arguments)
        raise SystemExit

    with patch("privacy_rights.export.sealed_parts.store", crash), pytest.raises(SystemExit):
        carry_out(as_process)
    assert PrivacyRequest.objects.get(pk=request_id).person == PERSON
    assert carry_out(as_process) == 1
    assert given(request_id, as_process)["tables"]["core.reviews"]["rows"]


def test_what_cannot_be_kept_holds_up_no_other(as_process: AsProcess, tmp_path: Path) -> None:
    known(PERSON, MINE, as_process)
    stuck, fine = (ask("export", as_process, by="web", person=who) for who in (OTHER, PERSON))
    drain(as_process)
    in_the_way = tmp_path / "eu" / "accounts.exports" / f"{stuck}.analytics"
    in_the_way.mkdir(parents=True)
    (in_the_way / "something").touch()
    assert carry_out(as_process) == 1
    assert given(fine, as_process)["tables"]["core.reviews"]["rows"]
    assert PrivacyRequest.objects.get(pk=stuck).done_at is None
    shutil.rmtree(in_the_way)
    assert carry_out(as_process) == 1


def test_whoever_is_erased_meanwhile_is_given_nothing_and_their_request_is_closed(as_process: AsProcess) -> None:
    known(PERSON, MINE, as_process)
    request_id = ask("export", as_process, by="web")
    drain(as_process)
    with as_process("analytics_privacy"):
        sealed_parts.store(request_id, "analytics", b"from a turn that crashed")
    ask("erasure", as_process, by="privacy")
    drain(as_process)
    assert carry_out(as_process) == 1
    with as_process("privacy"):
        assert sealed_parts.read(request_id, "analytics") is None
    request = PrivacyRequest.objects.get(pk=request_id)
    assert (request.person, request.counts) == (None, {})
    assert request.done_at is not None


def test_what_the_worker_may_read_is_what_it_gives_out_and_what_it_finds_rows_by() -> None:
    store = store_grants(Environment.PROD)["analytical"]
    may: dict[str, set[str | None]] = {}
    for grant in store.grants:
        if grant.login == "analytics_privacy" and grant.verb == "SELECT":
            may.setdefault(grant.relation, set()).add(grant.column)
    for model, subject in exported_tables("analytical"):
        given_out = {field.column for field in exported_fields(model, subject)}
        assert set(functions.columns_of(model, subject)) == given_out | set(subject.paths), model
        assert f"{functions.rows_function(model)}(uuid)" in store.functions["analytics_privacy"]
        classes = classification(model)
        secret = {name for name, privacy in classes.items() if privacy is Privacy.SECRET}
        assert set(classes) - given_out == secret | (set(subject.paths) - given_out)
    assert set(may) == {
        *("governance.privacy_request", "governance.erased_person"),
        *("derived.model_release", "derived.visitor_model"),
    }


def test_what_is_given_is_what_is_deleted_but_for_what_is_on_its_way() -> None:
    of = {model._meta.db_table for model, _ in exported_tables("analytical")}
    assert {model._meta.db_table for model, _ in functions.tables()} - of == {'"landing"."review_staging"'}
