"""What the models worker writes: everything new, once, and never something older over something newer."""

import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from analytics.access.models import AccessEvent
from analytics.access.row_fingerprints import fingerprint
from mlmodels.models import ModelRelease, ReviewSentiment
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import ActiveModel
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import reviews
from mlmodels.tasks import models as tasks
from tests.conftest import AsProcess, playing
from tests.mlmodels.sentences import small_model

pytestmark = pytest.mark.django_db(databases=["analytical"])
RESTAURANT = uuid.UUID(int=1)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)

_POST = """
INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on, posted_at,
                          loaded_at)
VALUES (%s, %s, %s, %s, 4, %s, %s, %s, %s, %s)
ON CONFLICT (restaurant_id, review_id) DO UPDATE SET event_id = EXCLUDED.event_id, text = EXCLUDED.text
"""


def loaded(number: int, text: str, *, event: int = 0, language: str = "en") -> None:
    """A review that the relay loaded."""
    with connections["analytical"].cursor() as cursor:
        ids = [RESTAURANT, uuid.UUID(int=number), uuid.UUID(int=event or number), uuid.UUID(int=7)]
        cursor.execute(_POST, [*ids, text, language, date(2026, 10, 30), NOW, NOW])


def rows() -> list[ReviewSentiment]:
    return list(ReviewSentiment.objects.order_by("review_id"))


@pytest.fixture
def active(model: SentimentModel) -> ActiveModel:
    return ActiveModel({"en": SentimentModel(model.weights, version=3)}, 3)


@pytest.fixture
def newer(model: SentimentModel) -> ActiveModel:
    return ActiveModel({"en": SentimentModel(model.weights, version=4)}, 4)


@pytest.fixture
def as_models(as_process: AsProcess) -> Iterator[None]:
    with as_process("models"):
        yield


def test_new_reviews_are_scored_once(active: ActiveModel, as_process: AsProcess) -> None:
    loaded(1, "The soup was excellent. The waiter was horrible.")
    loaded(2, "😶")
    with as_process("models"):
        assert scoring.score_new(active) == 2
        assert scoring.score_new(active) == 0
    first, second = rows()
    assert (first.restaurant_id, first.review_id, first.event_id) == (RESTAURANT, uuid.UUID(int=1), uuid.UUID(int=1))
    assert (first.positive_sentence, first.negative_sentence) == ("The soup was excellent.", "The waiter was horrible.")
    assert (second.score, second.label, second.confidence, second.model_version) == (0, "unsure", 0, 3)


def test_a_batch_is_written_by_one_statement_however_many_reviews(active: ActiveModel, as_process: AsProcess) -> None:
    """On several nodes that is one for each part of the table, and none for each review."""
    writes = []
    for number in (1, 2, 3, 4):
        loaded(number, "The soup was wonderful.")
    with as_process("models"):
        batch = scoring.take(active, size=10)
        found = reviews(active.models["en"], [one.text for one in batch])
        for size in (1, 3):
            with CaptureQueriesContext(connections["analytical"]) as captured:
                scoring.write(batch[:size], found[:size], version=3, at=NOW)
            writes.append([query["sql"].split()[0] for query in captured.captured_queries])
    assert writes[0] == writes[1] and writes[0].count("INSERT") == 1


def test_what_the_model_reads_is_noted_batch_by_batch(active: ActiveModel, as_process: AsProcess) -> None:
    for number in range(3):
        loaded(number + 1, "The soup was wonderful.")
    with as_process("models"):
        scoring.score_new(active, batch_size=2)
        scoring.score_new(active, batch_size=2)
    noted = AccessEvent.objects.order_by("id").values_list("reader_id", "login", "relation", "rows")
    assert list(noted) == [("models", "models", "core.reviews", 2), ("models", "models", "core.reviews", 1)]
    first, second = AccessEvent.objects.order_by("id").values_list("row_fingerprints", flat=True)
    assert set(first or []) == {fingerprint(uuid.UUID(int=1)), fingerprint(uuid.UUID(int=2))} and second == [
        fingerprint(uuid.UUID(int=3))
    ]


def test_batches_go_on_until_nothing_waits(active: ActiveModel) -> None:
    for number in range(1, 8):
        loaded(number, "The pasta was lovely.")
    assert scoring.score_new(active, batch_size=3) == 7


def test_a_newer_event_is_scored_again(active: ActiveModel) -> None:
    loaded(1, "The soup was excellent.")
    scoring.score_new(active)
    loaded(1, "The soup was awful.", event=2)
    assert scoring.score_new(active) == 1
    [row] = rows()
    assert (row.event_id, row.label) == (uuid.UUID(int=2), "negative")


def test_a_newer_model_reads_again_and_an_older_one_does_not(active: ActiveModel, newer: ActiveModel) -> None:
    loaded(1, "The soup was excellent.")
    assert [scoring.score_new(model) for model in (active, newer, active)] == [1, 1, 0]
    assert [row.model_version for row in rows()] == [4]


def test_first_scores_come_before_second_readings(active: ActiveModel, newer: ActiveModel) -> None:
    loaded(1, "The soup was excellent.")
    scoring.score_new(active)
    loaded(2, "The wine was awful.")
    [first] = scoring.take(newer, size=1)
    assert first.review_id == uuid.UUID(int=2)


def test_languages_that_the_model_cannot_read_are_left_alone(active: ActiveModel) -> None:
    loaded(1, "La soupe était excellente.", language="fr")
    loaded(2, "Super lecker", language="")
    assert scoring.score_new(active) == 0


def test_each_language_is_read_by_its_own_model(as_process: AsProcess) -> None:
    loaded(1, "Excellent food and friendly staff!")
    loaded(2, "Die Suppe war versalzen und die Bedienung unfreundlich.", language="de")
    loaded(3, "Sehr leckeres Essen, wir kommen gerne wieder.", language="de")
    with as_process("models"):
        tasks.score_new()
    assert [row.label for row in rows()] == ["positive", "negative", "positive"]


def test_a_slow_worker_does_not_undo_a_faster_one(active: ActiveModel, newer: ActiveModel) -> None:
    loaded(1, "The soup was excellent.")
    slow = scoring.take(active, size=10)
    scoring.score_new(newer)
    loaded(1, "The soup was awful.", event=2)
    scoring.score_new(newer)
    scoring.write(slow, reviews(active.models["en"], [one.text for one in slow]), version=3, at=NOW)
    [row] = rows()
    assert (row.event_id, row.model_version, row.label) == (uuid.UUID(int=2), 4, "negative")


@pytest.mark.django_db(databases=["analytical"], transaction=True)
def test_two_workers_at_once(model: SentimentModel) -> None:
    for number in range(1, 301):
        loaded(number, "The bread was lovely.")
    counts: list[int] = []

    def work() -> None:
        try:
            counts.append(scoring.score_new(ActiveModel({"en": small_model()}, 1), batch_size=20))
        finally:
            connections["analytical"].close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert len(counts) == 2
    assert sum(counts) >= 300
    assert len(rows()) == 300


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("score", 1.5, "review_sentiment_score_in_range"),
        ("confidence", -0.1, "review_sentiment_confidence_in_range"),
        ("label", "great", "review_sentiment_label_known"),
    ],
)
def test_the_table_refuses_nonsense(field: str, value: Any, constraint: str) -> None:
    sane = {"score": 0.5, "confidence": 0.5, "label": "positive", "event_id": RESTAURANT, "model_version": 1}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="analytical"):
        ReviewSentiment.objects.create(
            restaurant_id=RESTAURANT, review_id=RESTAURANT, scored_at=NOW, **(sane | {field: value})
        )


@pytest.mark.usefixtures("as_models")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT reviewer FROM core.reviews",
        "SELECT * FROM core.user_demographics",
        "UPDATE core.reviews SET text = ''",
        "DELETE FROM derived.review_sentiment",
        "UPDATE derived.model_release SET version = 0",
        "DELETE FROM derived.model_release",
    ],
)
def test_the_models_login_reaches_no_further(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="analytical"):
        connections["analytical"].cursor().execute(statement)


def test_the_task_scores_with_the_shipped_model(as_process: AsProcess) -> None:
    loaded(1, "Excellent food and friendly staff! But the toilets were dirty.")
    with as_process("models"):
        tasks.score_new()
    [row] = rows()
    assert (row.label, row.model_version) == ("positive", 3)
    assert row.negative_sentence == "But the toilets were dirty."


def test_the_list_says_how_far_a_new_release_is(
    active: ActiveModel, newer: ActiveModel, capsys: pytest.CaptureFixture[str]
) -> None:
    for release in (3, 4):
        trained = {"digest": "a" * 64, "accepted_at": NOW, "trained_on": ["sentences.tsv"]}
        ModelRelease.objects.create(name="sentiment", version=release, **trained)
    for number in (1, 2, 3):
        loaded(number, "Great soup.")
    loaded(4, "Zuppa ottima.", language="it")
    scoring.score_new(active)
    loaded(3, "Awful soup.", event=30)
    batch = scoring.take(newer, size=1)
    scoring.write(batch, reviews(newer.models["en"], [each.text for each in batch]), version=4, at=NOW)
    with playing("migrator"):
        call_command("models", "list", "--json")
    found = [each["progress"] for each in json.loads(capsys.readouterr().out)]
    assert found == [{"read": 1, "reviews": 3}, {"read": 1, "reviews": 3}]
    call_command("models", "list")
    assert "sentiment release 4: 1 of 3 reviews are read by it; trained on" in capsys.readouterr().out
