"""Measures the redaction on labelled texts: how much of what it takes is right, and how much of what is there it finds.

A text is a line; `{Maria}` labels a name, `{email|a@b.example}` and so on the rest. Pure, but for reading the sample.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reviews_site.redaction import fold, redact
from reviews_site.redaction.person_names import person_names

SAMPLE = Path(__file__).parent / "sample"
PARTS = ("heldout", "tuned")
KINDS = ("email", "link", "phone")
_LABEL = re.compile(rf"\{{(?:({'|'.join(KINDS)})\|)?([^{{}}]++)\}}")
_GIVEN = re.compile(r"\[(?:email|link|phone|name)\]")


@dataclass(frozen=True)
class LabelledText:
    """A text, and where in it a person or a way to reach one is named: start, end and kind."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


@dataclass
class Score:
    """What was found and what was missed, by the words themselves."""

    right: int = 0
    found: int = 0
    hidden: int = 0
    labelled: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Of what was taken for a name, the share that touches a labelled one; 1 where nothing was taken."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what is labelled, the share of which no letter is left; 1 where nothing is labelled."""
        return self.hidden / self.labelled if self.labelled else 1.0


def read(part: str) -> list[LabelledText]:
    """The texts of a part of the sample: `heldout` or `tuned`."""
    lines = (SAMPLE / f"{part}.txt").read_text(encoding="utf-8").splitlines()
    return [labelled(line) for line in lines if not line.startswith("#")]


def labelled(line: str) -> LabelledText:
    """A line of the sample, taken apart."""
    text, at, spans = "", 0, []
    for match in _LABEL.finditer(line):
        text += line[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1] or "name"))
        text += match[2]
        at = match.end()
    return LabelledText(text + line[at:], tuple(spans))


def score_names(texts: Iterable[LabelledText]) -> Score:
    """How well names are found."""
    score = Score()
    for one in texts:
        found = person_names(one.text)
        names = [(start, end) for start, end, kind in one.spans if kind == "name"]
        covered = {at for start, end in found for at in range(start, end)}
        for start, end in found:
            is_right = _touches(start, end, names)
            score.found += 1
            score.right += is_right
            score.wrong += [] if is_right else [one.text[start:end]]
        for start, end in names:
            is_hidden = covered.issuperset(at for at in range(start, end) if one.text[at].isalpha())
            score.labelled += 1
            score.hidden += is_hidden
            score.missed += [] if is_hidden else [one.text[start:end]]
    return score


def score_contacts(texts: Iterable[LabelledText]) -> Score:
    """How well addresses, links and phone numbers are found, all kinds together."""
    score = Score()
    for one in texts:
        redacted = redact(one.text)
        wanted = [one.text[start:end] for start, end, kind in one.spans if kind in KINDS]
        taken = sum(match.group() != "[name]" for match in _GIVEN.finditer(redacted))
        left = [what for what in wanted if what in redacted or fold(what) in redacted]
        score.labelled += len(wanted)
        score.hidden += len(wanted) - len(left)
        score.found += taken
        score.right += min(taken, len(wanted))
        score.missed += left
    return score


def _touches(start: int, end: int, names: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in names)
