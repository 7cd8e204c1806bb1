"""Text to the numbers of word pieces, as BERT's uncased tokenizer makes them. Pure; it knows no weights."""

import re
import unicodedata
from collections.abc import Sequence

MAX_PIECES = 64  # of one sentence; what follows is not read
CLASS, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
MAX_REMEMBERED, MAX_WORD = 100_000, 40
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")


class WordPieces:
    """Cuts words into the longest known pieces. It remembers words, so one instance belongs to one thread."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._number = {piece: number for number, piece in enumerate(vocabulary)}
        self._first, self._last, self._unknown = (self._number[name] for name in (CLASS, END, UNKNOWN))
        self._known: dict[str, list[int]] = {}

    def encode(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Numbers of pieces, with those of the begin and the end, and for each where its word stands in `text`."""
        numbers, places = [self._first], [(0, 0)]
        for match in _WORD.finditer(text):
            pieces = self._pieces(match[0])
            if len(numbers) + len(pieces) >= MAX_PIECES:
                break
            numbers += pieces
            places += [match.span()] * len(pieces)
        return [*numbers, self._last], [*places, (0, 0)]

    def _pieces(self, word: str) -> list[int]:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            found = self._known[word] = self._cut(_plain(word)[:MAX_WORD])
        return found

    def _cut(self, word: str) -> list[int]:
        pieces, start = [], 0
        while start < len(word):
            ends = range(len(word), start, -1)
            prefix = "##" if start else ""
            end = next((end for end in ends if prefix + word[start:end] in self._number), None)
            if end is None:
                return [self._unknown]
            pieces.append(self._number[prefix + word[start:end]])
            start = end
        return pieces


def _plain(word: str) -> str:
    """Lower case, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(sign) != "Mn")
