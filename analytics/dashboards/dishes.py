"""Which dishes of its menu a restaurant's guests praise and criticise, found in sentences about food as a page is made.

Nothing of it is stored: it goes by the menu and the texts as they are, and of a withdrawn review nothing stays. Counts
are of reviews, and obey the rules of published ones: suppressed, in tens, and moved by every ten reviews of a dish.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet, Window

from analytics.dashboards.aspects import FOUR_WORDS, NEGATIVE, POSITIVE, SURE_FROM, Example, marked
from analytics.dashboards.models import RestaurantAspect
from analytics.ingest import suppression
from mlmodels.dishes.menu import Menu

MAX_SENTENCES = 2_000  # the newest; a bound on the time that a page takes
FOOD = "food"
# Praise and criticism of one dish, or neither.
NO_SIDE = "no side"
STEP = suppression.MIN_COUNT
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
    total: int  # of sentences about food, read or not


@dataclass(frozen=True)
class DishFigures:
    """A dish: its reviews in tens, how many praise, criticise, or do both or neither, and an example of each side.

    A count of None is too small to show, and has no example.
    """

    name: str
    reviews: int
    praise: int | None
    blame: int | None
    no_side: int | None
    praise_example: Example | None
    blame_example: Example | None

    @property
    def counts(self) -> tuple[int | None, int | None, int | None]:
        """As the page has them in a row."""
        return self.praise, self.blame, self.no_side


@dataclass(frozen=True)
class DishesNamed:
    """Dishes that enough reviews name, the most named first; how many sentences were read."""

    dishes: Sequence[DishFigures] = ()
    sentences: int = 0


def dishes(rows: QuerySet[RestaurantAspect], names: DishNames) -> DishesNamed:
    """The dishes in the newest sentences about food. One statement; none without a menu."""
    if not names:
        return DishesNamed()
    about_food = rows.filter(aspect=FOOD).annotate(total=Window(Count("review_id")))
    newest = about_food.order_by("-review_id", "-place").values_list(*_Sentence._fields)[:MAX_SENTENCES]
    read = [_Sentence(*row) for row in newest]
    if read:
        del read[read[0].total - _left_out(read[0].total) :]
    menu = Menu.of(names)
    found: dict[str, list[_Sentence]] = defaultdict(list)
    for each in read:
        for dish in menu.named_in(each.sentence):
            found[dish].append(each)
    figures = [_figures(dish, _counted(sentences)) for dish, sentences in found.items()]
    shown = [each for each in figures if each.reviews]
    return DishesNamed(sorted(shown, key=lambda each: (-each.reviews, each.name)), len(read))


def _left_out(total: int) -> int:
    """How many of the oldest are not counted. Half a page leaves at once, so that no newcomer pushes out one."""
    step = MAX_SENTENCES // 2
    return max(0, -(-(total - MAX_SENTENCES) // step) * step)


def _counted(sentences: Iterable[_Sentence]) -> list[list[_Sentence]]:
    """The sentences by review, of the first so many tens of reviews: one more moves nothing. Ids sort by time."""
    by_review: dict[UUID, list[_Sentence]] = defaultdict(list)
    for each in sentences:
        by_review[each.review_id].append(each)
    first = sorted(by_review)[: len(by_review) // STEP * STEP]
    return [by_review[review] for review in first]


def _figures(dish: str, reviews: Sequence[Sequence[_Sentence]]) -> DishFigures:
    counts = dict.fromkeys((POSITIVE, NEGATIVE, NO_SIDE), 0)
    for sentences in reviews:
        counts[_side(sentences)] += 1
    shown = suppression.publishable(counts)
    praise, blame = (
        _example(each for sentences in reviews for each in sentences if shown[side] and each.polarity == side)
        for side in (POSITIVE, NEGATIVE)
    )
    return DishFigures(dish, len(reviews), shown[POSITIVE], shown[NEGATIVE], shown[NO_SIDE], praise, blame)


def _side(sentences: Iterable[_Sentence]) -> str:
    sides = {each.polarity for each in sentences} & {POSITIVE, NEGATIVE}
    return sides.pop() if len(sides) == 1 else NO_SIDE


def _example(sentences: Iterable[_Sentence]) -> Example | None:
    """The sentence that speaks of food most surely; the newer where two are equal."""
    sure = [each for each in sentences if each.probability >= SURE_FROM and re.search(FOUR_WORDS, each.sentence)]
    if not sure:
        return None
    chosen = max(sure, key=lambda each: (each.probability, each.posted_on))
    return Example(marked(chosen.sentence, chosen.words), chosen.posted_on, chosen.rating)
