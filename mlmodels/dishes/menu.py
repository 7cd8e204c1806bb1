"""A menu that finds its dishes in sentences. It knows names, and neither a person nor the menu of another place. Pure.

A sentence names a dish if it has all of the words that say what the dish is, or of three at least two, one of which no
other dish of the menu has. Colours and the like name none. Each word costs a few look-ups, however long the menu is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mlmodels.dishes.words import (
    MIN_COMPOUND_LENGTH,
    MIN_TYPO_LENGTH,
    head_of,
    is_common,
    stem,
    stems_of,
    with_one_letter_less,
    words,
)

MIN_SHARE = 0.6
MAX_NAMES = 2_000  # of one menu, translations included


@dataclass(frozen=True)
class _Name:
    dish: str
    stems: frozenset[str]


@dataclass
class Menu:
    """The dishes of one restaurant, by what they are called in each language of its menu."""

    names: list[_Name] = field(default_factory=list)
    _names_with: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    _near: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _ends: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, dishes: Mapping[str, Iterable[str]]) -> "Menu":
        """The menu with these names of each dish; a dish is any key."""
        found = cls()
        pairs = [(dish, name) for dish, names in dishes.items() for name in dict.fromkeys(names)][:MAX_NAMES]
        dishes_with: dict[str, set[str]] = defaultdict(set)
        for dish, name in pairs:
            for each in stems_of(name):
                dishes_with[each].add(dish)
        own = {each for each, having in dishes_with.items() if len(having) == 1 and not is_common(each)}
        for dish, name in pairs:
            head = frozenset(stems_of(head_of(name)))
            # "Pizza" is no name for one of ten pizzas: then it takes all of its words.
            found._add(dish, head if head & own else frozenset(stems_of(name)))
        return found

    def _add(self, dish: str, stems: frozenset[str]) -> None:
        for each in stems:
            self._names_with[each].add(len(self.names))
            if len(each) >= MIN_TYPO_LENGTH:
                for variant in with_one_letter_less(each):
                    self._near[variant].add(each)
            for start in range(1, len(each) - MIN_COMPOUND_LENGTH + 1):
                self._ends[each[start:]].add(each)
        if stems:
            self.names.append(_Name(dish, stems))

    def named_in(self, sentence: str) -> list[str]:
        """The dishes that a sentence names, each once, in the order of the menu."""
        found: dict[int, set[str]] = defaultdict(set)
        for position, meant in enumerate(map(self._meant, dict.fromkeys(words(sentence)))):
            for each in meant:
                for number in self._names_with[each]:
                    found[number].add(f"{position} {each}")
        accepted = {number: spoken for number, spoken in found.items() if self._is_named(number, spoken)}
        kept = [number for number in accepted if not self._is_part(number, accepted)]
        return list(dict.fromkeys(self.names[number].dish for number in sorted(kept)))

    def _meant(self, unit: str) -> set[str]:
        """The stems of the menu that a word of a sentence may stand for."""
        word = stem(unit)
        if word in self._names_with:
            return {word}
        if len(word) >= MIN_TYPO_LENGTH:
            near = set().union(*(self._near.get(variant, set()) for variant in with_one_letter_less(word)))
            if near:
                return near
        return self._ends.get(word, set())

    def _is_named(self, number: int, spoken: set[str]) -> bool:
        stems = self.names[number].stems
        said = {each.split(" ", 1)[1] for each in spoken}
        telling = {each for each in stems if not is_common(each)}
        if said == stems:
            return bool(telling)
        own = any(len({self.names[other].dish for other in self._names_with[each]}) == 1 for each in said & telling)
        return own and len(said & telling) >= MIN_SHARE * len(telling)

    def _is_part(self, number: int, accepted: Mapping[int, set[str]]) -> bool:
        """Whether the same words, and more, name another dish."""
        dish = self.names[number].dish
        return any(accepted[number] < spoken for other, spoken in accepted.items() if self.names[other].dish != dish)
