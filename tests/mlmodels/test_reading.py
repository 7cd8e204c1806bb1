"""What the second model writes: aspects of scored reviews, newest first, and a score where the first was unsure."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from analytics.access.models import AccessEvent
from mlmodels.aspects import artefact, reading
from mlmodels.aspects.active_model import active_model as active_aspects
from mlmodels.aspects.model import AspectModel
from mlmodels.aspects.review import ReviewReading
from mlmodels.enums import ReturnIntent
from mlmodels.models import ModelRelease, ReviewSentiment
from mlmodels.registry import newest, trusted_keys
from mlmodels.sentiment import scoring
from mlmodels.sentiment.active_model import ActiveModel, active_model
from mlmodels.tasks import models as tasks
from tests.conftest import AsProcess
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
FOUND = ReviewReading([{"aspect": "food", "polarity": "positive", "sentence": "Soup!"}], ReturnIntent.COMES_BACK, 4.0)


class Reader:
    """Says the same of every text, as a release."""

    def __init__(self, version: int) -> None:
        self.version = version


def loaded(number: int, text: str, *, event: int = 0, language: str = "en") -> None:
    """A review that the relay loaded."""
    with connections["analytical"].cursor() as cursor:
        ids = [RESTAURANT, uuid.UUID(int=number), uuid.UUID(int=event or number), uuid.UUID(int=7)]
        cursor.execute(_POST, [*ids, text, language, date(2026, 10, 30), NOW, NOW])


def scored(label: str = "unsure", score: float = 0.1) -> ReviewSentiment:
    """The row of a review, as the first model would leave it."""
    scoring.score_new(ActiveModel({"en": small_model(), "de": small_model()}, 1))
    ReviewSentiment.objects.update(label=label, score=score)
    return ReviewSentiment.objects.get()


@pytest.fixture(autouse=True)
def same_reading(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if not request.node.name.startswith("test_the_task"):
        monkeypatch.setattr(reading, "read_reviews", lambda _model, texts: [FOUND] * len(texts))


def read(version: int = 1, **options: Any) -> int:
    return reading.read_new(Reader(version), **options)  # type: ignore[arg-type]  # it is asked for its version only


def test_a_scored_review_is_read_once(as_process: AsProcess) -> None:
    loaded(1, "The soup was excellent.")
    scored("positive", 0.7)
    with as_process("models"):
        assert (read(), read()) == (1, 0)
    row = ReviewSentiment.objects.get()
    assert (row.aspects, row.return_intent, row.aspects_version) == (FOUND.mentions, "comes_back", 1)
    assert (row.label, row.score) == ("positive", 0.7), "The first model was sure."


def test_a_score_that_was_unsure_is_settled() -> None:
    loaded(1, "The soup was not what I call cold.")
    scored("unsure", -0.1)
    read()
    row = ReviewSentiment.objects.get()
    assert row.label == "positive" and row.score > 0.9


def test_an_unscored_review_waits() -> None:
    loaded(1, "The soup was excellent.")
    assert read() == 0


def test_other_languages_are_not_read() -> None:
    loaded(1, "Die Suppe war gut.", language="de")
    scored()
    assert read() == 0


def test_a_run_reads_so_many_and_the_newest_first() -> None:
    for number in (1, 2, 3):
        loaded(number, "The soup was excellent.")
    scoring.score_new(ActiveModel({"en": small_model()}, 1))
    assert read(at_most=2) == 2
    done = ReviewSentiment.objects.filter(aspects_version=1).values_list("review_id", flat=True)
    assert {*done} == {uuid.UUID(int=2), uuid.UUID(int=3)}
    assert read() == 1


def test_a_newer_release_reads_again_and_an_older_one_does_not() -> None:
    loaded(1, "The soup was excellent.")
    scored()
    assert [read(version) for version in (1, 2, 1)] == [1, 1, 0]
    assert ReviewSentiment.objects.get().aspects_version == 2


def test_a_new_text_is_read_again() -> None:
    loaded(1, "The soup was excellent.")
    scored()
    read()
    loaded(1, "The soup was awful.", event=2)
    assert read() == 0, "It has no score yet."
    scoring.score_new(ActiveModel({"en": small_model()}, 1))
    assert ReviewSentiment.objects.get().aspects is None
    assert read() == 1


def test_a_reading_of_a_text_that_changed_meanwhile_is_not_stored() -> None:
    loaded(1, "The soup was excellent.")
    scored()
    waiting = reading.take(Reader(1), size=5)  # type: ignore[arg-type]  # as above
    loaded(1, "The soup was awful.", event=2)
    scoring.score_new(ActiveModel({"en": small_model()}, 1))
    reading.write(waiting, [FOUND], version=1)
    assert ReviewSentiment.objects.get().aspects is None


def test_what_is_read_is_noted(as_process: AsProcess) -> None:
    loaded(1, "The soup was excellent.")
    scored()
    before = AccessEvent.objects.count()
    with as_process("models"):
        read()
    noted = AccessEvent.objects.order_by("id").values_list("relation", "rows", "purpose")[before:]
    assert list(noted) == [("core.reviews", 1, "aspects of reviews")]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"return_intent": "perhaps"}, "review_sentiment_intent_known"),
        ({"aspects": [], "aspects_version": None}, "review_sentiment_aspects_by_a_release"),
    ],
)
def test_the_table_refuses_nonsense(values: dict[str, Any], constraint: str) -> None:
    loaded(1, "The soup was excellent.")
    scored()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(using="analytical"):
        ReviewSentiment.objects.update(**values)


def test_the_task_reads_with_the_shipped_model(as_process: AsProcess) -> None:
    active_model.cache_clear()
    active_aspects.cache_clear()
    loaded(1, "The food was wonderful. The waiter was very rude. We will definitely be back.")
    with as_process("models"):
        tasks.score_new()
        tasks.read_aspects()
    row = ReviewSentiment.objects.get()
    found = {mention["aspect"]: mention["polarity"] for mention in row.aspects or []}
    assert (found["food"], found["service"], row.return_intent) == ("positive", "negative", "comes_back")
    assert {*ModelRelease.objects.values_list("name", flat=True)} == {"sentiment", "aspects"}
    assert isinstance(active_aspects(), AspectModel)
    assert active_aspects().version == newest(artefact.NAME, folders=[artefact.SHIPPED], keys=trusted_keys()).release
