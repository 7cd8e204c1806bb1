"""What two releases of the sentiment model are compared on before one takes the other's place. It changes nothing."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mlmodels.gate import Contest, Label, Probe, UnseenData
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import artefact, datasets, evaluate, hard_sentences, train
from mlmodels.sentiment.german.training import LANGUAGE as GERMAN
from mlmodels.sentiment.german.training import UNSEEN as GERMAN_UNSEEN
from mlmodels.sentiment.model import SentimentModel
from mlmodels.sentiment.predict import probabilities
from mlmodels.sentiment.trigger_search import NEGATIVE, PHRASES, POSITIVE, plain_sentences, suspects

NAME = artefact.NAME
OWN = {artefact.MAIN: hard_sentences.UNSEEN, GERMAN: GERMAN_UNSEEN}


def contests(champion: ModelArtefact, candidate: ModelArtefact, data: Sequence[Path]) -> list[Contest]:
    """One for each language of the champion. A candidate that lacks one raises ArtefactRefused."""
    found = []
    for language in champion.manifest["languages"]:
        old, new = artefact.model_of(champion, language), artefact.model_of(candidate, language)
        files = [unseen(path) for path in (*data, OWN[language])]
        own = [each for each in files if evaluate.is_german(each.items) == (language == GERMAN)]
        probes = [appended(phrase) for phrase in (*PHRASES[language], *suspects(old.weights, new.weights))]
        found.append(Contest(labels_by(old), labels_by(new), own, [plain_sentences(language)], probes))
    return found


def labels_by(model: SentimentModel) -> Label:
    """The side that each text is on."""
    return lambda texts: [POSITIVE if chance > 0.5 else NEGATIVE for chance in probabilities(model, texts)]


def unseen(path: Path) -> UnseenData:
    """The texts of a file; of the restaurant sentences the fifth that no release learned from."""
    data = datasets.read(path)
    sample = train.sample_of(data, 1.0)
    if data.name == train.RESTAURANTS.file and len(data.texts) >= evaluate.MIN_FOR_A_FIFTH:
        sample = train.kept_aside(sample)
    return UnseenData(data.name, sample.texts, [POSITIVE if each else NEGATIVE for each in sample.positive])


def appended(phrase: str) -> Probe:
    """A phrase at the end of a text."""
    return Probe(phrase, partial(_append, phrase))


def _append(phrase: str, text: str) -> str:
    return f"{text} {phrase}."
