"""An erasure marks the models that were trained on people's rows, once, and the receipt says how many."""

import uuid
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import OutgoingMail
from analytics.access.company import Environment
from analytics.access.stores import store_grants
from analytics.ingest import training_sources
from analytics.ingest.models import PrivacyRequest
from mlmodels.active import accepted
from mlmodels.exceptions import ArtefactRefused
from mlmodels.models import ModelRelease, VisitorModel
from mlmodels.sentiment import artefact
from mlmodels.sentiment.active_model import active_model
from mlmodels.training_sources import known
from mlmodels.visitors import model, release, store
from reviews_site.command_processes import process_for_command
from tests.analytics import events
from tests.conftest import AsProcess, ProcessClient
from tests.mlmodels.candidates import FILE, made, made_key, public
from tests.mlmodels.visits import town
from tests.privacy_rights.erasing import confirmed, erased, ledger_of_its_own, review
from tests.privacy_rights.test_analytical_erasure import PERSON, ask, carry_out, drain

__all__ = ["ledger_of_its_own"]
pytestmark = pytest.mark.django_db(databases=["default", "vault", "analytical"])


def released(name: str, *trained_on: str) -> ModelRelease:
    """A release in the register, as the models worker writes it."""
    return ModelRelease.objects.create(
        name=name, version=1, digest="a" * 64, accepted_at=timezone.now(), trained_on=list(trained_on)
    )


def erased_since() -> dict[str, int]:
    """How many erasures there were since, by release."""
    return dict(ModelRelease.objects.values_list("name", "erased_since"))


def erase(as_process: AsProcess, person: uuid.UUID = PERSON) -> None:
    ask("erasure", as_process, by="privacy", person=person)
    drain(as_process)
    carry_out(as_process)


def test_what_was_trained_on_peoples_rows_is_marked_and_nothing_else_is(as_process: AsProcess) -> None:
    released("of_reviews", "sentences.tsv", "core.reviews")
    released("of_visits", "core.visits")
    small = town(8, 200)
    with as_process("models"):
        active_model.cache_clear()
        active_model()
    with as_process("forecasts"):
        release.store(model.train(small, until=small.last_day), at=timezone.now())
    before = timezone.now()
    events.post(events.review(reviewer=str(PERSON)))
    erase(as_process)
    assert erased_since() == {"of_reviews": 1, "of_visits": 0, "sentiment": 0}
    at = ModelRelease.objects.get(name="of_reviews").last_erasure_at
    assert at and before < at < timezone.now()
    kept = VisitorModel.objects.get()
    read = ["core.planned_days", "core.restaurants", "core.visits"]
    assert (kept.trained_on, kept.erased_since, kept.last_erasure_at) == (read, 0, None)
    assert PrivacyRequest.objects.get().models_marked == 1


def test_a_visitors_model_of_peoples_rows_is_marked_until_it_is_trained_again(as_process: AsProcess) -> None:
    small = town(8, 200)
    trained = model.train(small, until=small.last_day)
    with as_process("forecasts"):
        release.store(trained, at=timezone.now())
    VisitorModel.objects.update(trained_on=["core.user_demographics"])
    erase(as_process)
    assert VisitorModel.objects.get().erased_since == 1
    with as_process("forecasts"):
        release.store(trained, at=timezone.now())
    kept = VisitorModel.objects.get()
    assert (kept.erased_since, kept.last_erasure_at) == (0, None)


def test_each_erasure_is_counted_once_however_often_it_is_carried_out(as_process: AsProcess) -> None:
    released("of_reviews", "core.reviews")
    erase(as_process)
    carry_out(as_process)
    # As when rows of somebody came back without a restore of the store: they go again, and what was noted stays.
    PrivacyRequest.objects.update(facts_at=None)
    carry_out(as_process)
    assert erased_since() == {"of_reviews": 1}
    erase(as_process, uuid.uuid4())
    assert erased_since() == {"of_reviews": 2}
    assert set(PrivacyRequest.objects.values_list("models_marked", flat=True)) == {1}


def test_what_is_released_after_an_erasure_is_not_marked_by_it(as_process: AsProcess) -> None:
    erase(as_process)
    released("of_reviews", "core.reviews")
    carry_out(as_process)
    assert erased_since() == {"of_reviews": 0}


@pytest.mark.usefixtures("ledger_of_its_own")
@pytest.mark.parametrize(
    ("trained_on", "mail", "page"),
    [
        (["core.visits"], "No model in use was trained on your data.", "none in use was trained on data of people"),
        (["core.reviews"], "1 model may have learned from your data. It is marked", "from the person marked: 1"),
    ],
)
def test_the_receipt_says_how_many(as_process: AsProcess, trained_on: list[str], mail: str, page: str) -> None:
    released("one", *trained_on)
    mia = confirmed("mia")
    review(mia, "golden-carp", 5)
    request = erased(mia, as_process)
    sent = OutgoingMail.objects.get(subject="Your account is deleted")
    assert f"Models: {mail}" in sent.text and f"Models: {mail}" in sent.html
    assert page in ProcessClient().get(f"/erasures/{request.pk}/").content.decode()
    assert not {"models", "models_marked"} & set(request.counts), "Rows that went are counted, and marks are none."


def test_the_forecasts_say_everything_that_they_could_be_trained_on() -> None:
    grants = store_grants(Environment.PROD)["analytical"].grants
    may = {grant.relation for grant in grants if grant.login == "forecasts" and grant.verb == "SELECT"}
    assert sorted(relation for relation in may if not relation.startswith("derived.")) == list(store.TRAINED_ON)


def test_tables_of_people_are_those_that_declare_a_data_subject() -> None:
    found = training_sources.tables_of_people()
    assert {"core.reviews", "core.user_demographics", "derived.review_sentiment"} < set(found)
    assert not {"core.visits", "core.restaurants", "marts.restaurant_age_bands"} & set(found)
    assert known(["core.visits", "core.reviews", "core.visits"]) == ["core.reviews", "core.visits"]
    with pytest.raises(ArtefactRefused, match=r"core\.guests is no table of the analytical store"):
        known(["core.guests"])


def test_a_release_that_was_trained_before_an_erasure_and_first_used_after_it_is_marked(
    as_process: AsProcess, tmp_path: Path, settings: Settings
) -> None:
    key = made_key(tmp_path / "keys")
    settings.MODEL_TRUSTED_KEYS = [str(public(key))]
    settings.MODEL_ARTEFACTS = str(tmp_path / "models")
    before = timezone.now().isoformat()
    events.post(events.review(reviewer=str(PERSON)))
    erase(as_process)
    marks = {}
    for number, taken_at in enumerate((before, timezone.now().isoformat(), None), start=4):
        row = {"relation": "core.reviews", **({"taken_at": taken_at} if taken_at else {})}
        made(tmp_path / "models" / "sentiment" / str(number), key, "some", training=[row, FILE], promotion={})
        with as_process("models"):
            accepted("sentiment", artefact.SHIPPED)
        marks[number] = ModelRelease.objects.get(version=number)
    assert {number: mark.erased_since for number, mark in marks.items()} == {4: 1, 5: 0, 6: 1}
    assert marks[4].last_erasure_at == PrivacyRequest.objects.get().facts_at
    assert marks[5].last_erasure_at is None


@pytest.mark.parametrize(("more", "values"), [("", ""), (", trained_on", ", '{}'")], ids=["nothing", "no name"])
def test_a_register_takes_no_release_that_says_nothing(as_process: AsProcess, more: str, values: str) -> None:
    insert = "INSERT INTO derived.model_release (name, version, digest, accepted_at"
    refused = pytest.raises(IntegrityError, match="trained_on")
    with as_process("models"), refused, transaction.atomic(using="analytical"):
        connections["analytical"].cursor().execute(f"{insert}{more}) VALUES ('silent', 1, '', now(){values})")


def test_the_command_lists_releases_that_are_marked(as_process: AsProcess) -> None:
    released("of_files", "sentences.tsv")
    released("of_reviews", "core.reviews", "sentences.tsv")
    erase(as_process)
    out = StringIO()
    with as_process(process_for_command(["models", "list"])):
        call_command("models", "list", stdout=out)
    assert out.getvalue().splitlines() == [
        "of_files release 1: trained on sentences.tsv; not marked",
        "of_reviews release 1: trained on core.reviews, sentences.tsv; "
        f"1 erasure since, the last on {timezone.now():%Y-%m-%d}: train it anew",
    ]
