"""Looks through a text, in parts if it comes so, and says what may leave. It keeps a window of it, and no more.

A finding may begin in one part and end in another, so that the end of each part waits for the next one.
"""

from collections.abc import Iterable, Iterator, Mapping

from reviews_site.outgoing.encodings import readings
from reviews_site.outgoing.patterns import FINDERS, FindingKind

# What is looked at in one go, and what of it is looked at again with the next.
WINDOW = 64 * 1024
OVERLAP = 16 * 1024
MAX_REMEMBERED = 1000
# How many of a kind may leave. What is not in a mapping may always: a mail to a person holds their own address.
_NEVER = {FindingKind.CANARY: 0, FindingKind.TOKEN: 0, FindingKind.PRIVATE_KEY: 0}
_FEW = dict.fromkeys((FindingKind.PHONE, FindingKind.IBAN, FindingKind.DOCUMENT), 3)
Limits = Mapping[FindingKind, int]
FILE: Limits = {**_NEVER, **_FEW, FindingKind.EMAIL: 3}
# It names colleagues.
MAIL_OF_COMPANY: Limits = {**_NEVER, **_FEW, FindingKind.EMAIL: 50}
MAIL_TO_PERSON: Limits = _NEVER


class Scan:
    """One text that is to leave."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._found: dict[FindingKind, set[str]] = {}
        self._waiting = ""
        self._seen_until = 0

    def feed(self, part: str) -> str:
        """What may leave now, after one more part; nothing once something was found that may not."""
        self._waiting += part
        if len(self._waiting) - self._seen_until < WINDOW:
            return ""
        self._look(self._waiting)
        # From a line's beginning on, so that the second look finds the same values as the first.
        begin = self._waiting.find("\n", len(self._waiting) - OVERLAP) + 1 or len(self._waiting) - OVERLAP
        released, self._waiting = self._waiting[:begin], self._waiting[begin:]
        self._seen_until = len(self._waiting)
        return "" if self.is_stopped else released

    def finish(self) -> str:
        """The rest, if it may leave."""
        self._look(self._waiting)
        released, self._waiting = self._waiting, ""
        return "" if self.is_stopped else released

    @property
    def is_stopped(self) -> bool:
        """Whether there is more of something than may leave."""
        return any(len(values) > self._limits[kind] for kind, values in self._found.items())

    @property
    def counts(self) -> dict[FindingKind, int]:
        """How many different values were found, by kind; no value of any."""
        return {kind: len(self._found[kind]) for kind in FINDERS if kind in self._found}

    @property
    def in_words(self) -> str:
        """What was found."""
        return ", ".join(f"{kind}: {number}" for kind, number in self.counts.items())

    def _look(self, text: str) -> None:
        for reading in readings(text):
            for kind in self._limits:
                known = self._found.get(kind, set())
                for value in FINDERS[kind](reading):
                    if len(known) >= MAX_REMEMBERED:
                        break
                    known.add(value)
                if known:
                    self._found[kind] = known


def look_through(texts: Iterable[str], limits: Limits) -> Scan:
    """The finished scan of a text that is there as a whole."""
    scan = Scan(limits)
    scan.feed("\n".join(texts))
    scan.finish()
    return scan


def released(parts: Iterable[str], scan: Scan) -> Iterator[str]:
    """The parts as they may leave. It ends where something was found that may not: ask `scan.is_stopped` then."""
    for part in parts:
        if out := scan.feed(part):
            yield out
        if scan.is_stopped:
            return
    if out := scan.finish():
        yield out
