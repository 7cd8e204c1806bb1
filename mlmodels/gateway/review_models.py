"""The two models of reviews behind the gateway: sentiment and aspects, loaded from artefacts that verify."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

from mlmodels.active import STORE, newest_to_use
from mlmodels.aspects import artefact as aspects_artefact
from mlmodels.aspects.model import AspectModel
from mlmodels.aspects.review import ReviewReading, read_reviews
from mlmodels.enums import Aspect
from mlmodels.gateway.exceptions import InvalidRequest
from mlmodels.gateway.served_models import TEXT, ServedModel, texts_of
from mlmodels.gateway.tensors import BYTES, FP64, Tensor, TensorSpec, numbers, texts
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import artefact as sentiment_artefact
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import reviews

DIGITS = 2
ASPECTS = list(Aspect)
_ERASED = "SELECT erased_since FROM derived.model_release WHERE name = %s AND version = %s"


@dataclass(frozen=True, kw_only=True)
class ServedSentiment(ServedModel):
    """How positive texts are, each in the language that stands beside it, or in English."""

    models: Mapping[str, SentimentModel]

    def answer(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """Score, label and confidence of each text."""
        rows = inputs["text"].shape[0]
        given = texts_of(inputs["text"], rows)
        languages = texts_of(inputs["language"], rows) if "language" in inputs else [sentiment_artefact.MAIN] * rows
        if unknown := set(languages) - self.models.keys():
            raise InvalidRequest(f"{self.name} reads {', '.join(self.models)}, and not {min(unknown)[:20]}.")
        found: dict[int, Any] = {}
        for language in dict.fromkeys(languages):
            own = [row for row in range(rows) if languages[row] == language]
            found.update(zip(own, reviews(self.models[language], [given[row] for row in own]), strict=True))
        said = [found[row] for row in range(rows)]
        return [
            numbers("score", [each.score for each in said], digits=DIGITS),
            texts("label", [each.label.value for each in said], (rows,)),
            numbers("confidence", [each.confidence for each in said], digits=DIGITS),
        ]


@dataclass(frozen=True, kw_only=True)
class ServedAspects(ServedModel):
    """What English texts say of which aspect, a column each, and whether their writers come back."""

    model: AspectModel

    def answer(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """Polarity and probability by aspect, both empty where a text says nothing of it; and the intent to return."""
        rows = inputs["text"].shape[0]
        readings = read_reviews(self.model, texts_of(inputs["text"], rows))
        surest = [_surest(reading) for reading in readings]
        polarity = [each.get(aspect.value, ("", 0.0)) for each in surest for aspect in ASPECTS]
        shape = (rows, len(ASPECTS))
        intents = [reading.return_intent.value if reading.return_intent else "" for reading in readings]
        probability = numbers("probability", [chance for _, chance in polarity], digits=DIGITS)
        return [
            texts("polarity", [said for said, _ in polarity], shape),
            Tensor("probability", FP64, shape, probability.values),
            texts("return_intent", intents, (rows,)),
        ]


def load_sentiment() -> ServedSentiment:
    """The newest trusted release. Raises ArtefactRefused if there is none."""
    found = newest_to_use(sentiment_artefact.NAME, sentiment_artefact.SHIPPED)
    models = sentiment_artefact.models_of(found)
    return ServedSentiment(
        name=found.name,
        version=str(found.release),
        properties={**properties_of(found), "languages": ", ".join(models)},
        inputs=(TEXT,),
        optional=(TensorSpec("language", BYTES, (-1,)),),
        outputs=(
            TensorSpec("score", FP64, (-1,)),
            TensorSpec("label", BYTES, (-1,)),
            TensorSpec("confidence", FP64, (-1,)),
        ),
        max_rows=64,
        models=models,
    )


def load_aspects() -> ServedAspects:
    """The newest trusted release. Raises ArtefactRefused if there is none."""
    found = newest_to_use(aspects_artefact.NAME, aspects_artefact.SHIPPED)
    columns = len(ASPECTS)
    return ServedAspects(
        name=found.name,
        version=str(found.release),
        properties={**properties_of(found), "columns": ", ".join(ASPECTS)},
        inputs=(TEXT,),
        optional=(),
        outputs=(
            TensorSpec("polarity", BYTES, (-1, columns)),
            TensorSpec("probability", FP64, (-1, columns)),
            TensorSpec("return_intent", BYTES, (-1,)),
        ),
        max_rows=16,
        model=aspects_artefact.model_of(found),
    )


def properties_of(found: ModelArtefact) -> dict[str, str]:
    """What a release was trained on, under which terms, how many were erased since, and the digest of its files."""
    terms = {each["file"]: each["terms"] for each in found.manifest["training"] if "file" in each}
    trained_on = [f"{source} ({terms[source]})" if source in terms else source for source in found.trained_on]
    with connections[STORE].cursor() as cursor:
        cursor.execute(_ERASED, [found.name, found.release])
        row = cursor.fetchone()
    return {
        "trained_on": "; ".join(trained_on),
        "erased_since": str(row[0] if row else 0),
        "digest": found.digest,
    }


def _surest(reading: ReviewReading) -> dict[str, tuple[str, float]]:
    """Of each aspect the polarity of the sentence that is surest about it."""
    found: dict[str, tuple[str, float]] = {}
    for mention in reading.mentions:
        if mention["probability"] > found.get(mention["aspect"], ("", 0.0))[1]:
            found[mention["aspect"]] = (mention["polarity"], mention["probability"])
    return found
