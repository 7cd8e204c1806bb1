"""Writes a review: which sentences, in what order and how joined, for an opinion that is settled already.

Nobody repeats themselves, and no restaurant's reviews repeat one another while there is anything else to say.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

from demo.catalogue import cuisines
from demo.grammar import Book, Parts, SentenceTemplate, Slot, book, say
from demo.opinions import LEVELS, Opinion
from demo.restaurants import DemoRestaurant
from demo.slot_values import SlotValues
from demo.typos import add_typos
from demo.users import DemoUser
from restaurants.rules import MIN_TEXT_LENGTH

_OPENS = {"terse": 0.1, "chatty": 0.85, "older": 0.75, "student": 0.5, "tourist": 0.75, "nonnative": 0.6}
_CLOSES = {"terse": 0.2, "chatty": 0.7, "older": 0.7, "student": 0.5, "grumpy": 0.65}
_ASIDES = {"chatty": 0.55, "older": 0.2, "student": 0.2, "tourist": 0.25, "dog": 0.3, "family": 0.2}
_KEPT_CAPITAL = frozenset({"I", "I'd", "Saturday", "Sunday", "Sichuan", "Thai", "Tinder"})
_TRIES = 6
# A dish may follow an article: an elderflower soda, and yet a euro.
_BEFORE_A_VOWEL = re.compile(r"\b([Aa]) (?=[aeioAEIO](?!u|ne))")
_RUNS_ON, _RUN_ON_CHARACTERS = 0.27, 170
# Between two sentences that agree: in other languages, and in English.
_LINKS = ((" - ",), (", and ", "; ", " - ", ", "))
# An aspect without a sentence for a level speaks with the nearest that there is.
_NEAREST = {"great": ["good"], "good": ["great"], "okay": [], "poor": ["awful"], "awful": ["poor"]}


class Writer:
    """Remembers which line was used where and by whom."""

    def __init__(self) -> None:
        self.here: dict[str, set[int]] = defaultdict(set)
        self.theirs: dict[str, set[int]] = defaultdict(set)
        self.uses: Counter[int] = Counter()
        self.said: set[str] = set()

    def review(self, place: DemoRestaurant, guest: DemoUser, view: Opinion, chance: random.Random) -> str:
        """The text of one review; none like it has been written before."""
        draft = _Draft(self, place, guest, view, chance)
        text = add_typos(draft.written(), guest, chance, glad=view.stars > 2)
        for _ in range(_TRIES):
            if len(text) >= MIN_TEXT_LENGTH and text not in self.said:
                break
            text = add_typos(draft.written(), guest, chance, glad=view.stars > 2)
        while len(text) < MIN_TEXT_LENGTH:
            text = f"{text} {draft.again()}".strip()
        self.said.add(text)
        return text


def sentence(place: DemoRestaurant, guest: DemoUser, aspect: str, level: int, chance: random.Random) -> str:
    """One sentence that somebody could say of an aspect; empty where their language has none."""
    return _Draft(Writer(), place, guest, Opinion({aspect: level}, 3 + level), chance).of_aspect(aspect, level)


def framing(place: DemoRestaurant, guest: DemoUser, heading: str, chance: random.Random) -> str:
    """One sentence under a heading such as `open any` or `close 4`."""
    return _Draft(Writer(), place, guest, Opinion({}, 3), chance).under(heading)


class _Draft:
    def __init__(
        self, writer: Writer, place: DemoRestaurant, guest: DemoUser, view: Opinion, chance: random.Random
    ) -> None:
        self.place, self.guest, self.view, self.chance = place, guest, view, chance
        self.writer = writer
        self.here, self.theirs = writer.here[place.ref], writer.theirs[guest.email]
        self.words: Book = book(guest.language)
        self.table = SlotValues(place, guest, chance)
        self.tailed = False

    def written(self) -> str:
        style, stars = self.chance.random(), self.view.stars
        if "terse" in self.guest.voices and style < 0.75:
            return self._sentence(f"short {stars}") or self._long()
        if style < 0.035 and (story := self._sentence(f"story {stars}")):
            return story
        if style < 0.15:
            return self._sentence(f"short {stars}") or self._long()
        return self._long()

    def of_aspect(self, aspect: str, level: int) -> str:
        """One sentence of an aspect, on its own."""
        return self._of_aspect(aspect, level, 0)[0]

    def under(self, heading: str) -> str:
        """One sentence under a heading, on its own."""
        return self._sentence(heading)

    def again(self) -> str:
        """One sentence more, for a text that is too short."""
        return self._sentence(f"close {self.view.stars}") or self._long()

    def _long(self) -> str:
        said: list[str] = []
        if self._does(_OPENS, 0.45) and (opening := self._sentence("open any")):
            said.append(opening)
        said += self._aspects()
        if self._does(_ASIDES, 0.04) and (aside := self._sentence("aside", tagged=True)):
            said.insert(self.chance.randint(max(0, len(said) - 2), len(said)), aside)
        if self._does(_CLOSES, 0.45) and (closing := self._sentence(f"close {self.view.stars}")):
            said.append(closing)
        return self._laid_out(said)

    def _aspects(self) -> list[str]:
        """A sentence for each aspect; some are run together, as people do who write as they speak."""
        said: list[str] = []
        before, ran_on = 0, False
        for aspect, level in self._in_order():
            sentence, is_joined = self._of_aspect(aspect, level, before)
            if not sentence:
                continue
            ran_on = bool(not is_joined and said and not ran_on and self.chance.random() < _RUNS_ON)
            if ran_on and said[-1].endswith(".") and len(said[-1]) + len(sentence) < _RUN_ON_CHARACTERS:
                english = self.guest.language == "en"
                link = ", but " if english and before * level < 0 else self.chance.choice(_LINKS[english])
                said[-1] = said[-1][:-1] + link + _lowered(sentence)
            else:
                said.append(sentence)
            before = level
        return said

    def _in_order(self) -> list[tuple[str, int]]:
        levels = list(self.view.levels.items())
        if "grumpy" in self.guest.voices:
            return sorted(levels, key=lambda one: one[1])
        if self.chance.random() < 0.45:
            self.chance.shuffle(levels)
        if "chatty" in self.guest.voices or "foodie" in self.guest.voices:
            levels += [("food", level) for aspect, level in levels if aspect == "food"]
        return levels

    def _of_aspect(self, aspect: str, level: int, before: int) -> tuple[str, bool]:
        """A sentence of the aspect, and whether it is joined to the one before by a word of its own."""
        if aspect == "trend":
            up_or_down = "up" if self.view.stars >= 4 else "down"
            return (self._sentence(f"trend {up_or_down}") if self.view.stars != 3 else ""), True
        joint = ""
        if before * level < 0 and self.chance.random() < 0.55:
            joint = self._joint("turn up" if level > 0 else "turn down")
        elif before * level > 0 and self.chance.random() < 0.13:
            joint = self._joint("add")
        elif self.chance.random() < 0.1:
            joint = self._joint("head any")
        return self._with_tail(self._from(self._lines_of(aspect, level), joint)), bool(joint)

    def _lines_of(self, aspect: str, level: int) -> Sequence[SentenceTemplate]:
        if aspect == "cuisine":
            return self.place.cuisine.lines["good" if level > 0 else "poor"] if self.guest.language == "en" else ()
        name = LEVELS[level]
        heading = next((f"{aspect} {one}" for one in [name, *_NEAREST[name]] if f"{aspect} {one}" in self.words), "")
        return self.words.get(heading, ())

    def _with_tail(self, sentence: str) -> str:
        if not sentence.endswith(".") or self.tailed or self.chance.random() > 0.11:
            return sentence
        tail = self._joint("tail any")
        if not tail:
            return sentence
        self.tailed = True
        return f"{sentence[:-1]}{'' if tail.startswith(',') else ' '}{tail}."

    def _joint(self, heading: str) -> str:
        line = self._picked(self.words.get(heading, ()))
        return say(line.parts, self.chance, self.table.fill) if line else ""

    def _sentence(self, heading: str, *, tagged: bool = False) -> str:
        lines = self.words.get(heading, ())
        if tagged:
            lines = tuple(line for line in lines if line.voices)
        return self._from(lines, "")

    def _from(self, lines: Sequence[SentenceTemplate], joint: str) -> str:
        """A sentence of one of the lines, one that nobody in town has said yet where that can be had."""
        sentence, line = "", None
        for _ in range(_TRIES):
            line = self._picked(lines)
            if line is None:
                return ""
            self.table.last = None
            sentence = say(line.parts, self.chance, self.table.fill)
            if self.guest.language == "en":
                sentence = _BEFORE_A_VOWEL.sub(r"\1n ", sentence)
            self.here.add(line.number)
            if sentence not in self.writer.said:
                break
        if line is None:
            return ""
        self.theirs.add(line.number)
        self.writer.uses[line.number] += 1
        self.writer.said.add(sentence)
        if not joint:
            return sentence[:1].upper() + sentence[1:]
        joined = sentence if joint.endswith(":") or isinstance(line.parts[0], Slot) else _lowered(sentence)
        return f"{joint[:1].upper()}{joint[1:]} {joined}"

    def _picked(self, lines: Sequence[SentenceTemplate]) -> SentenceTemplate | None:
        """A line that fits the guest and the menu; the guest's own voice first, and nothing that was said before."""
        fitting = [
            line
            for line in lines
            if (not line.voices or line.voices & self.guest.voices) and self.table.can_fill(line.slots)
        ]
        if not fitting:
            return None
        fresh = [line for line in fitting if line.number not in self.here and line.number not in self.theirs]
        if not fresh:
            # Everything has been said here; it may be said again, in another choice of words.
            self.here.difference_update(line.number for line in fitting)
            fresh = [line for line in fitting if line.number not in self.theirs] or fitting
        uses = self.writer.uses
        weights = [(2.6 if line.voices else 1.0) / (1 + uses[line.number] / 8) for line in fresh]
        return self.chance.choices(fresh, weights)[0]

    def _does(self, likely: dict[str, float], otherwise: float) -> bool:
        shares = [likely[voice] for voice in sorted(self.guest.voices) if voice in likely]
        return self.chance.random() < (max(shares) if shares else otherwise)

    def _laid_out(self, said: list[str]) -> str:
        if "paragraphs" in self.guest.habits and len(said) > 4:
            middle = len(said) // 2
            return " ".join(said[:middle]) + "\n\n" + " ".join(said[middle:])
        return " ".join(said)


def _lowered(sentence: str) -> str:
    """The sentence as it goes on after a joint: without its capital, unless that belongs to its first word."""
    first = sentence.partition(" ")[0].strip(",.")
    return sentence[:1].lower() + sentence[1:] if first in _soft_beginnings() else sentence


@cache
def _soft_beginnings() -> frozenset[str]:
    """English and Romance words that have their capital only because a sentence began with them.

    Whatever begins with a dish keeps its capital, and so does German, where a small letter may be wrong.
    """
    soft: set[str] = set()
    for language in ("en", "it", "fr", "es"):
        for lines in book(language).values():
            for line in lines:
                soft.update(_first_words(line.parts))
    for cuisine in cuisines().values():
        for lines in cuisine.lines.values():
            for line in lines:
                soft.update(_first_words(line.parts))
    return frozenset(soft - _KEPT_CAPITAL)


def _first_words(parts: Parts) -> list[str]:
    if not parts or isinstance(parts[0], Slot):
        return []
    if isinstance(parts[0], str):
        return parts[0].split()[:1]
    return [word for way in parts[0].ways for word in _first_words(way)]
