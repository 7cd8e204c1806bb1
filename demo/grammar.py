"""A small grammar of sentences: `[a|b|]` is a choice, `{slot}` a gap, `@voice:` limits a line to some writers.

It reads the files in `sentences/`, and knows nothing of restaurants, people or stars.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TEXTS = Path(__file__).parent / "sentences"
_TOKEN = re.compile(r"[\[\]|]|\{[^{}]+\}|[^\[\]|{}]+")
_HEADING = re.compile(r"\[([a-z]+(?: [a-z0-9]+)?)\]")


@dataclass(frozen=True)
class Slot:
    """A gap to fill; `raised` if its text begins with a capital."""

    name: str
    raised: bool


@dataclass(frozen=True)
class Choice:
    """A choice between several continuations."""

    ways: tuple["Parts", ...]


Part = str | Slot | Choice
Parts = tuple[Part, ...]
Fill = Callable[[str], str]


@dataclass(frozen=True)
class SentenceTemplate:
    """A sentence template: its number, the voices that use it (none: all), its parts, and its slots."""

    number: int
    voices: frozenset[str]
    parts: Parts
    slots: frozenset[str]


Book = dict[str, tuple[SentenceTemplate, ...]]


def parse(text: str) -> Parts:
    """The parts of a template.

    Raises:
        ValueError: a bracket has no partner.
    """
    tokens = _TOKEN.findall(text)
    parts, rest = _sequence(tokens, 0)
    if rest != len(tokens):
        raise ValueError(f"A bracket has no partner in {text!r}.")
    return parts


def say(parts: Parts, chance: random.Random, fill: Fill) -> str:
    """The template as one sentence."""
    words = []
    for part in parts:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, Slot):
            word = fill(part.name)
            words.append(word[:1].upper() + word[1:] if part.raised else word)
        else:
            words.append(say(chance.choice(part.ways), chance, fill))
    return "".join(words)


@cache
def book(language: str) -> Book:
    """All lines of a language by heading, such as `food great`; from every file that begins with its code."""
    templates: dict[str, list[SentenceTemplate]] = {}
    number = 0
    for path in sorted(TEXTS.glob(f"{language}*.txt")):
        heading = ""
        for line in path.read_text().splitlines():
            if match := _HEADING.fullmatch(line):
                heading = match[1]
            elif line.strip() and not line.startswith("#"):
                number += 1
                templates.setdefault(heading, []).append(line_of(line.strip(), number))
    return {heading: tuple(lines) for heading, lines in templates.items()}


def line_of(text: str, number: int) -> SentenceTemplate:
    """Parse a line of the files: optional voices, then the template."""
    voices: frozenset[str] = frozenset()
    if text.startswith("@"):
        names, _, text = text[1:].partition(": ")
        voices = frozenset(names.split(","))
    parts = parse(text.strip())
    return SentenceTemplate(number, voices, parts, frozenset(_slots(parts)))


def _sequence(tokens: list[str], at: int) -> tuple[Parts, int]:
    parts: list[Part] = []
    while at < len(tokens) and tokens[at] not in ("|", "]"):
        token = tokens[at]
        at += 1
        if token == "[":  # noqa: S105 - a token of the grammar, not a password
            choice, at = _choice(tokens, at)
            parts.append(choice)
        elif token.startswith("{"):
            name = token[1:-1]
            parts.append(Slot(name.lower(), name[0].isupper()))
        else:
            parts.append(token)
    return tuple(parts), at


def _choice(tokens: list[str], at: int) -> tuple[Choice, int]:
    ways = []
    while True:
        way, at = _sequence(tokens, at)
        ways.append(way)
        if at >= len(tokens):
            raise ValueError(f"A bracket has no partner in {''.join(tokens)!r}.")
        at += 1
        if tokens[at - 1] == "]":
            return Choice(tuple(ways)), at


def _slots(parts: Parts) -> list[str]:
    found = []
    for part in parts:
        if isinstance(part, Slot):
            found.append(part.name)
        elif isinstance(part, Choice):
            found += [name for way in part.ways for name in _slots(way)]
    return found
