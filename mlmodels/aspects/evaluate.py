"""Figures for a file of sentences with aspects: the network beside TF-IDF and beside saying always the same.

All are measured in this run, and it changes nothing. The baseline learns from the training file of MAMS, if that lies
beside the file: so does the network.
"""

import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mlmodels.aspects.categories import CATEGORIES, MAMS_CATEGORIES, SEMEVAL
from mlmodels.aspects.labelled import TRAINING_XML, Labelled, aspect_sentences
from mlmodels.aspects.model import AspectModel, Floats, polarity_of
from mlmodels.sentiment.exceptions import BadDataFile

Grouping = Mapping[str, tuple[str, ...]]
Predicted = list[dict[str, str]]


@dataclass(frozen=True)
class AspectFigures:
    """Micro F1 of which categories a sentence speaks of; the share of named categories whose polarity is right."""

    precision: float
    recall: float
    micro_f1: float
    polarity_accuracy: float
    sentences_per_second: int

    def as_dict(self) -> dict[str, Any]:
        """The figures by name."""
        return asdict(self)


def evaluate(path: Path, *, model: AspectModel) -> dict[str, Any]:
    """Measure `model` on a file of MAMS or SemEval, whose categories tell which of the two it is."""
    data, left_out = unseen(path)
    grouping = grouping_of(data)
    texts = [each.text for each in data]
    found = {"model": measured(data, grouping, lambda some: predicted(model, some, grouping))}
    if (path.parent / TRAINING_XML).is_file():
        found["tfidf"] = measured(data, grouping, _baseline(path.parent / TRAINING_XML, texts, grouping))
    common = _commonest(data)
    found["commonest"] = measured(data, grouping, lambda some: ([common[0]] * len(some), [common[1]] * len(some)))
    return {
        "data": {"file": path.name, "sentences": len(data), "left_out": left_out, "categories": sorted(grouping)},
        "method": f"release {model.version} as it ships, which learned from {TRAINING_XML} and sentences of our own",
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "of_category": _by_category(data, grouping, predicted(model, texts, grouping)[0]),
        **{name: figures.as_dict() for name, figures in found.items()},
    }


def measured(
    data: Sequence[Labelled], grouping: Grouping, score: Callable[[list[str]], tuple[Predicted, Predicted]]
) -> AspectFigures:
    """Compare what `score` says with what is true. It gives the spoken-of categories, and polarities of all."""
    texts = [each.text for each in data]
    begun = time.perf_counter()
    spoken, polarities = score(texts)
    seconds = time.perf_counter() - begun
    right = sum(len(said.keys() & each.polarity.keys()) for said, each in zip(spoken, data, strict=True))
    said, true = sum(map(len, spoken)), sum(len(each.polarity) for each in data)
    sides = sum(
        polarities[row].get(name) == side for row, each in enumerate(data) for name, side in each.polarity.items()
    )
    return AspectFigures(
        precision=round(right / max(said, 1), 4),
        recall=round(right / max(true, 1), 4),
        micro_f1=round(2 * right / max(said + true, 1), 4),
        polarity_accuracy=round(sides / max(true, 1), 4),
        sentences_per_second=round(len(texts) / max(seconds, 1e-9)),
    )


def predicted(model: AspectModel, texts: Sequence[str], grouping: Grouping) -> tuple[Predicted, Predicted]:
    """For each text the categories it speaks of, and the polarity it would have of each."""
    found = model.outputs(texts)
    spoken, polarities = [], []
    for presence, odds in zip(found.presence, found.polarity, strict=True):
        best = {name: _best(presence, members) for name, members in grouping.items()}
        sides = {name: polarity_of(odds[number]).value for name, number in best.items()}
        threshold = model.calibration.threshold
        spoken.append({name: sides[name] for name, number in best.items() if presence[number] >= threshold})
        polarities.append(sides)
    return spoken, polarities


def _best(presence: Floats, members: Sequence[str]) -> int:
    return max((CATEGORIES.index(member) for member in members), key=lambda number: float(presence[number]))


def unseen(path: Path) -> tuple[list[Labelled], int]:
    """The sentences with categories that do not stand in the training file, too; and how many others there are."""
    if not path.is_file():
        raise BadDataFile(f"There is no file at {path}.")
    found = [each for each in aspect_sentences(path) if each.polarity]
    if not found:
        raise BadDataFile(f"{path.name} holds no sentence with an aspect category.")
    beside = path.parent / TRAINING_XML
    seen = {_bare(each.text) for each in aspect_sentences(beside)} if beside.is_file() and beside != path else set()
    kept = [each for each in found if _bare(each.text) not in seen]
    return kept, len(found) - len(kept)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.lower() if sign.isalnum())


def grouping_of(data: Sequence[Labelled]) -> Grouping:
    """The categories of a file, and which of the model's they stand for."""
    names = {name for each in data for name in each.polarity}
    if names <= {*SEMEVAL}:
        return SEMEVAL
    if names <= {*MAMS_CATEGORIES}:
        return {name: (name,) for name in MAMS_CATEGORIES}
    raise BadDataFile(f"Unknown categories: {', '.join(sorted(names - {*SEMEVAL, *MAMS_CATEGORIES}))}.")


def _commonest(data: Sequence[Labelled]) -> tuple[dict[str, str], dict[str, str]]:
    """The most frequent category, and the most frequent polarity for every category."""
    names = Counter(name for each in data for name in each.polarity)
    side = Counter(side for each in data for side in each.polarity.values()).most_common(1)[0][0]
    return {names.most_common(1)[0][0]: side}, dict.fromkeys(names, side)


def _by_category(data: Sequence[Labelled], grouping: Grouping, spoken: Predicted) -> dict[str, float]:
    """F1 of each category."""
    found = {}
    for name in sorted(grouping):
        pairs = [(name in said, name in each.polarity) for said, each in zip(spoken, data, strict=True)]
        right, total = sum(a and b for a, b in pairs), sum(a + b for a, b in pairs)
        found[name] = round(2 * right / total, 4) if total else 0.0
    return found


def _baseline(
    path: Path, tested: Sequence[str], grouping: Grouping
) -> Callable[[list[str]], tuple[Predicted, Predicted]]:
    """Words and pairs with logistic regression: one for each category, and one for each category's polarity."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # imported late: it takes a second
    from sklearn.linear_model import LogisticRegression

    seen = {_bare(text) for text in tested}
    data = [each for each in aspect_sentences(path) if each.polarity and _bare(each.text) not in seen]
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    matrix = vectorizer.fit_transform([each.text for each in data])
    presence, sides = {}, {}
    for name in grouping:
        own = [_polarity_within(each, grouping[name]) for each in data]
        rows = [row for row, side in enumerate(own) if side]
        if len({own[row] for row in rows}) < 2:
            continue
        presence[name] = LogisticRegression(C=10.0, max_iter=500).fit(matrix, [bool(side) for side in own])
        sides[name] = LogisticRegression(C=10.0, max_iter=500).fit(matrix[rows], [own[row] for row in rows])

    def score(texts: list[str]) -> tuple[Predicted, Predicted]:
        vectors = vectorizer.transform(texts)
        told = {name: each.predict(vectors) for name, each in sides.items()}
        there = {name: each.predict(vectors) for name, each in presence.items()}
        polarities = [{name: str(told[name][row]) for name in told} for row in range(len(texts))]
        spoken = [{name: each[name] for name in each if there[name][row]} for row, each in enumerate(polarities)]
        return spoken, polarities

    return score


def _polarity_within(each: Labelled, members: Sequence[str]) -> str:
    return next((each.polarity[member] for member in members if member in each.polarity), "")
