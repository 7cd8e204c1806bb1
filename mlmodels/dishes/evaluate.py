"""Figures for labelled sentences: our matching beside a search for the whole name, in the same run."""

import csv
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mlmodels.dishes.exceptions import BadLabels
from mlmodels.dishes.menu import Menu

LABELLED = Path(__file__).parent / "labelled"
# Words and limits were chosen by the first file. The second, of other menus, was measured once (precision 0.84, recall
# 1.0) before one rule changed: a name that begins with what other dishes are too, such as "pizza", takes all its words.
MENUS, SENTENCES, HELD_OUT = "menus.tsv", "sentences.tsv", "held_out.tsv"
Names = Mapping[str, tuple[str, ...]]  # what each dish of a menu is called


@dataclass(frozen=True)
class LabelledSentence:
    """A sentence of a review of a restaurant with some menu, and the dishes that a person found in it."""

    menu: str
    text: str
    dishes: frozenset[str]


@dataclass(frozen=True)
class DishFigures:
    """Precision and recall of pairs of sentence and dish, and the share of sentences in which all is right."""

    precision: float
    recall: float
    f1: float
    sentences_right: float
    sentences_per_second: int


def evaluate(folder: Path = LABELLED) -> dict[str, Any]:
    """Measure both methods on each file of sentences of a folder. Raises BadLabels for files that can't be used."""
    menus = read_menus(folder / MENUS)
    files = [folder / name for name in (SENTENCES, HELD_OUT) if (folder / name).exists()]
    if not files:
        raise BadLabels(f"{folder} has neither {SENTENCES} nor {HELD_OUT}.")
    return {path.name: _figures(menus, read_sentences(path, menus)) for path in files}


def _figures(menus: Mapping[str, Names], sentences: Sequence[LabelledSentence]) -> dict[str, Any]:
    matched = {key: Menu.of(names) for key, names in menus.items()}
    return {
        "data": {
            "sentences": len(sentences),
            "menus": len({each.menu for each in sentences}),
            "dishes_named": sum(len(each.dishes) for each in sentences),
            "without_a_dish": sum(not each.dishes for each in sentences),
        },
        "matching": asdict(measured(sentences, lambda each: set(matched[each.menu].named_in(each.text)))),
        "substring": asdict(measured(sentences, lambda each: _by_substring(menus[each.menu], each.text))),
    }


def measured(sentences: Sequence[LabelledSentence], find: Callable[[LabelledSentence], set[str]]) -> DishFigures:
    """What `find` finds, beside the labels."""
    began = time.perf_counter()
    found = [find(each) for each in sentences]
    seconds = time.perf_counter() - began
    right = sum(len(said & each.dishes) for said, each in zip(found, sentences, strict=True))
    said_all, labelled = sum(map(len, found)), sum(len(each.dishes) for each in sentences)
    precision, recall = right / max(1, said_all), right / max(1, labelled)
    return DishFigures(
        round(precision, 3),
        round(recall, 3),
        round(2 * precision * recall / max(1e-9, precision + recall), 3),
        round(sum(said == each.dishes for said, each in zip(found, sentences, strict=True)) / len(sentences), 3),
        int(len(sentences) / seconds),
    )


def read_menus(path: Path) -> dict[str, Names]:
    """The dishes of each menu, with their names. Raises BadLabels for a file that can't be read."""
    menus: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for menu, dish, names in _rows(path, ("menu", "dish", "names")):
        menus[menu][dish] = tuple(names.split("|"))
    return dict(menus)


def read_sentences(path: Path, menus: Mapping[str, Names]) -> list[LabelledSentence]:
    """Labelled sentences. Raises BadLabels for a file that can't be read, or names a dish that its menu has not."""
    rows = _rows(path, ("menu", "sentence", "dishes"))
    sentences = [
        LabelledSentence(menu, text, frozenset(filter(None, dishes.split("|")))) for menu, text, dishes in rows
    ]
    for each in sentences:
        if each.menu not in menus or not each.dishes <= menus[each.menu].keys():
            raise BadLabels(f"{path.name} names a menu or a dish that there is not: {each.text!r}.")
    return sentences


def _rows(path: Path, columns: tuple[str, str, str]) -> list[tuple[str, str, str]]:
    first, second, third = columns
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            found = [(row[first], row[second], row[third] or "") for row in rows]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise BadLabels(f"{path} is no file with the columns {', '.join(columns)}: {error!r}.") from error
    if not found or any(row[0] is None or row[1] is None for row in found):
        raise BadLabels(f"{path} has no rows, or rows that end early.")
    return found


def _by_substring(names: Names, text: str) -> set[str]:
    lower = text.lower()
    return {dish for dish, called in names.items() if any(name.lower() in lower for name in called)}
