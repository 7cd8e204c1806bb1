"""Sentences that a bag of words misreads, of our own, with what they say and of which kind they are."""

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "hard_sentences.tsv"
UNSEEN = Path(__file__).parent / "hard_held_out.tsv"  # to measure with; nothing is trained on these
HEADER = "text\tlabel\tkind"
# What a sentence says; None: praise and blame, so that neither is right.
PRAISES: dict[str, bool | None] = {"positive": True, "negative": False, "mixed": None}


@dataclass(frozen=True)
class HardSentence:
    """A sentence, whether it praises, and its kind."""

    text: str
    praises: bool | None
    kind: str


def parse(text: str) -> list[HardSentence]:
    """The sentences of a file of this form. Raises ValueError, with the number of the line, on one of another form."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if not line.startswith("#")]
    found = []
    for number, line in lines[1:]:
        parts = line.split("\t")
        if len(parts) != 3 or parts[1] not in PRAISES:
            raise ValueError(f"line {number}: expected a text, a tab, positive, negative or mixed, a tab, and a kind")
        found.append(HardSentence(parts[0], PRAISES[parts[1]], parts[2]))
    return found


def shipped() -> list[HardSentence]:
    """Those that ship."""
    return parse(FILE.read_text(encoding="utf-8"))
