"""Reads the versioned texts in `texts/`, one file a version: `terms.1.txt`. A version that somebody saw never changes.

`SHA256SUMS` beside them holds the digest of each; `tests/accounts/test_agreement_texts.py` compares.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from accounts.enums import Agreement

FOLDER = Path(__file__).parent / "texts"
# What is accepted or told at signup, in the order in which it stands there.
DOCUMENTS = (Agreement.TERMS, Agreement.PRIVACY)
# What can be refused by itself.
USES = (Agreement.STATISTICS, Agreement.MODELS, Agreement.DATASETS)


@dataclass(frozen=True)
class Block:
    """A part of a text. `items` of a list; otherwise `text`, which is a heading where `is_heading`."""

    text: str = ""
    is_heading: bool = False
    items: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What stands before the first colon: "Who sees it" of "Who sees it: restaurants …"."""
        return self.text.partition(": ")[0]

    @property
    def sentence(self) -> str:
        """What stands after it, with a capital."""
        told = self.text.partition(": ")[2]
        return told[:1].upper() + told[1:]


@dataclass(frozen=True)
class Text:
    """One version of a text. `digest` is the SHA-256 of its file; `changed` says what is new in it."""

    agreement: Agreement
    version: int
    title: str
    since: date
    changed: str
    blocks: tuple[Block, ...]
    digest: str


def current(agreement: Agreement) -> Text:
    """The newest version."""
    return text_of(agreement, versions_of(agreement)[-1])


def versions_of(agreement: Agreement) -> list[int]:
    """Every version that there is or was, the oldest first."""
    return sorted(int(path.name.split(".")[1]) for path in FOLDER.glob(f"{agreement.value}.*.txt"))


@cache
def text_of(agreement: Agreement, version: int) -> Text:
    """A version of a text.

    Raises:
        FileNotFoundError: there is no such version.
    """
    written = (FOLDER / f"{agreement.value}.{version}.txt").read_bytes()
    head, *rest = [part.strip() for part in written.decode().split("\n\n") if part.strip()]
    lines = head.splitlines()
    told = dict(line.split(": ", 1) for line in lines[1:])
    return Text(
        agreement=agreement,
        version=version,
        title=lines[0].removeprefix("# "),
        since=date.fromisoformat(told["Since"]),
        changed=told.get("Changed", ""),
        blocks=tuple(block for part in rest for block in _blocks(part)),
        digest=hashlib.sha256(written).hexdigest(),
    )


def _blocks(part: str) -> Iterator[Block]:
    """A paragraph, a list, or a heading with either below it. A line that is indented goes on with the one before."""
    first, _, rest = part.partition("\n")
    if first.startswith("## "):
        yield Block(text=first.removeprefix("## "), is_heading=True)
        part = rest
    joined = " ".join(line.strip() for line in part.splitlines())
    if joined.startswith("- "):
        yield Block(items=tuple(joined.removeprefix("- ").split(" - ")))
    elif joined:
        yield Block(text=joined)


def current_texts() -> str:
    """Which versions of the documents a form shows now, as its box carries it."""
    return "-".join(f"{each.value}.{current(each).version}" for each in DOCUMENTS)
