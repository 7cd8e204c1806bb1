"""Sentences to train and measure on: whether they praise, which categories they speak of, and how. Reads files only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from mlmodels.aspects.categories import MAMS_CATEGORIES
from mlmodels.aspects.made import made
from mlmodels.sentiment import hard_sentences, train
from mlmodels.sentiment.datasets import read
from mlmodels.sentiment.exceptions import BadDataFile

OWN = Path(__file__).parent / "own_sentences.tsv"
SIGNS = {"+": "positive", "-": "negative", "=": "neutral"}
OWN_CATEGORIES = frozenset(("food", "service", "price", "ambience", "wait", "cleanliness"))
TRAINING_XML, UNSEEN_XML = "mams_acsa_train.xml", "mams_acsa_val.xml"
FILMS = "sentences_imdb.tsv"
HARD_WEIGHT, MIXED = 2.0, 0.5
# Every so many hard sentence is not trained on: how sure the network may be is learned from those.
CALIBRATION_STEP, SLIPS = 4, 0.35


@dataclass(frozen=True)
class Labelled:
    """`praises` from 0 to 1, None where nobody said. `polarity` by category; `known`: the categories looked for."""

    text: str
    praises: float | None = None
    weight: float = 1.0
    polarity: dict[str, str] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


def aspect_sentences(path: Path) -> list[Labelled]:
    """The sentences of a file of SemEval or MAMS, with the polarity of each category."""
    content = path.read_text(encoding="utf-8")
    if "<!DOCTYPE" in content or "<!ENTITY" in content:
        raise BadDataFile(f"{path.name} declares a document type or entities, which no data file needs.")
    try:
        sentences = list(ElementTree.fromstring(content.encode()).iter("sentence"))  # noqa: S314 - nothing to expand
    except ElementTree.ParseError as error:
        raise BadDataFile(f"{path.name} is not well-formed XML: {error}.") from error
    return [_of_element(sentence) for sentence in sentences]


def _of_element(sentence: ElementTree.Element) -> Labelled:
    found = {each.get("category", ""): each.get("polarity", "") for each in sentence.iter("aspectCategory")}
    sides = {side for side in found.values() if side in ("positive", "negative")}
    praises = None if "conflict" in found.values() else _praises(sides)
    return Labelled(sentence.findtext("text") or "", praises, 0.5, found)


def _praises(sides: Collection[str]) -> float | None:
    """From the polarities of what a sentence speaks of."""
    if not sides:
        return None
    return MIXED if len(sides) == 2 else float("positive" in sides)


def own_sentences() -> list[Labelled]:
    """Those beside this file: of all aspects is known whether they speak of them."""
    lines = [line for line in OWN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = []
    for line in lines[1:]:
        text, _, marks = line.partition("\t")
        polarity = {mark[:-1]: SIGNS[mark[-1]] for mark in marks.split(",") if mark}
        found.append(Labelled(text, _praises({*polarity.values()}), 1.0, polarity, OWN_CATEGORIES))
    return found


def first_sentences(folder: Path) -> list[Labelled]:
    """What the network learns from first: neither films nor what was made by rule."""
    return [sentence for sentence, is_late in _training_sentences(folder) if not is_late]


def all_sentences(folder: Path) -> list[Labelled]:
    """All that it learns from; what is kept aside and what the held-out files hold is not among them."""
    return [sentence for sentence, _ in _training_sentences(folder)]


def _training_sentences(folder: Path) -> Iterator[tuple[Labelled, bool]]:
    """Each sentence, and whether it is for the last rounds only."""
    for source in train.SOURCES:
        path = folder / source.file
        if path.is_file() and source.file == TRAINING_XML:
            known = frozenset(MAMS_CATEGORIES)
            for sentence in aspect_sentences(path):
                yield Labelled(sentence.text, sentence.praises, source.weight, sentence.polarity, known), False
        elif path.is_file() and source.file != UNSEEN_XML:
            yield from ((sentence, source.file == FILMS) for sentence in _of_source(path, source))
    yield from ((sentence, False) for sentence in own_sentences())
    for text, polarity in made():
        yield Labelled(text, _praises({*polarity.values()}), 0.5, polarity, OWN_CATEGORIES), True
    for number, hard in enumerate(hard_sentences.shipped()):
        if number % CALIBRATION_STEP:
            praises = MIXED if hard.praises is None else float(hard.praises)
            yield Labelled(hard.text, praises, HARD_WEIGHT), False
            yield Labelled(misspelt(hard.text, number), praises, HARD_WEIGHT / 2), False


def _of_source(path: Path, source: train.TrainingSource) -> Iterator[Labelled]:
    """The sentences of one file; every second one about restaurants also with slips of the pen."""
    sample = train.sample_of(read(path), source.weight)
    if source is train.RESTAURANTS:
        sample = train.without_kept_aside(sample)
    rows = zip(sample.texts, map(float, sample.positive), sample.weight, strict=True)
    for number, (text, praises, weight) in enumerate(rows):
        yield Labelled(text, praises, weight)
        if source is train.RESTAURANTS and number % 2 == 0:
            yield Labelled(misspelt(text, number), praises, weight)


def misspelt(text: str, seed: int) -> str:
    """`text` in lower case with a slip in every third word or so: letters left out, doubled or changed about."""
    random, words = np.random.default_rng(seed), text.lower().split(" ")
    for place, word in enumerate(words):
        if len(word) > 3 and random.random() < SLIPS:
            at, kind = int(random.integers(1, len(word) - 1)), int(random.integers(3))
            middle = ("", word[at] * 2, word[at + 1] + word[at])[kind]
            words[place] = word[:at] + middle + word[at + (2 if kind == 2 else 1) :]
    return " ".join(words)


def calibration_sentences() -> list[Labelled]:
    """The hard sentences that the network did not learn from and that praise or blame."""
    kept = hard_sentences.shipped()[::CALIBRATION_STEP]
    return [Labelled(each.text, float(each.praises)) for each in kept if each.praises is not None]
