"""Which dishes of its menu a restaurant's guests praise and criticise, found in sentences about food as a page is made.

Nothing of it is stored: it goes by the menu and the texts as they are, and of a withdrawn review nothing stays. Counts
are of reviews. A dish that too few speak of has neither counts nor sentences.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from analytics.dashboards.aspects import FOUR_WORDS, NEGATIVE, POSITIVE, SURE_FROM, Example, Sides, marked
from analytics.dashboards.models import RestaurantAspect
from analytics.ingest import suppression
from mlmodels.dishes.menu import Menu

MAX_SENTENCES = 2_000  # the newest; a bound on the time that a page takes
FOOD = "food"
# What each dish is called in the languages of the menu, by its name in the menu's own.
DishNames = Mapping[str, Sequence[str]]


class _Sentence(NamedTuple):
    review_id: UUID
    polarity: str
    probability: float
    sentence: str
    words: list[str]
    posted_on: date
    rating: int


@dataclass(frozen=True)
class DishFigures:
    """A dish, the reviews that name it, and an example of each side."""

    name: str
    total: Sides
    praise: Example | None
    blame: Example | None


@dataclass(frozen=True)
class DishesNamed:
    """Dishes that enough reviews name, the most named first; names of the others; how many sentences were read."""

    dishes: Sequence[DishFigures] = ()
    too_few: Sequence[str] = ()
    sentences: int = 0


def dishes(rows: QuerySet[RestaurantAspect], names: DishNames) -> DishesNamed:
    """The dishes in the newest sentences about food. One statement; none without a menu."""
    if not names:
        return DishesNamed()
    newest = rows.filter(aspect=FOOD).order_by("-review_id", "place").values_list(*_Sentence._fields)[:MAX_SENTENCES]
    read = [_Sentence(*row) for row in newest]
    menu = Menu.of(names)
    found: dict[str, list[_Sentence]] = defaultdict(list)
    for each in read:
        for dish in menu.named_in(each.sentence):
            found[dish].append(each)
    figures = [_figures(dish, sentences) for dish, sentences in found.items()]
    figures.sort(key=lambda each: (-each.total.mentions, each.name))
    shown = [each for each in figures if each.total.mentions >= suppression.MIN_COUNT]
    too_few = sorted(each.name for each in figures if each.total.mentions < suppression.MIN_COUNT)
    return DishesNamed(shown, too_few, len(read))


def _figures(dish: str, sentences: Sequence[_Sentence]) -> DishFigures:
    praise, blame = ([each for each in sentences if each.polarity == side] for side in (POSITIVE, NEGATIVE))
    total = Sides(_reviews(praise), _reviews(blame), _reviews(sentences))
    return DishFigures(dish, total, _example(praise), _example(blame))


def _reviews(sentences: Iterable[_Sentence]) -> int:
    return len({each.review_id for each in sentences})


def _example(sentences: Iterable[_Sentence]) -> Example | None:
    """The sentence that speaks of food most surely; the newer where two are equal."""
    sure = [each for each in sentences if each.probability >= SURE_FROM and re.search(FOUR_WORDS, each.sentence)]
    if not sure:
        return None
    chosen = max(sure, key=lambda each: (each.probability, each.posted_on))
    return Example(marked(chosen.sentence, chosen.words), chosen.posted_on, chosen.rating)
