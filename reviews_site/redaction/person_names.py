"""Finds names of people in reviews by lists of first names and by what stands beside them. No model, and no grammar.

A word is a name when it is a known first name and nothing makes it a dish or a place; or when what stands beside it
says so: a job, thanks, kinship, something done for guests. Then it is a name in the whole text.
"""

import re
from collections.abc import Callable, Iterator

from reviews_site.redaction.name_patterns import AND, DOES, HAS, LISTED, MAYBE, SURE
from reviews_site.redaction.word_lists import context_words, word_list

# The s of a genitive is no word.
_WORD = re.compile(r"(?!(?<=['’])s\b)(?:[OD]['’](?=[A-Z]))?[^\W\d_]++(?:-[^\W\d_]++){0,8}")
_INITIAL = re.compile(r" [A-HJ-ZÄÖÜ]\.?(?![\w'’])")
# Longer is a heading that somebody shouts.
_MAX_LENGTH = 24


def person_names(text: str) -> list[tuple[int, int]]:
    """Where names of people stand in a text: start and end of each, in order, none touching the next."""
    return _NameFinder(text).spans()


class _NameFinder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.words = [(one.start(), one.end(), one.group()) for one in _WORD.finditer(text)]
        self.at = {start: index for index, (start, _, _) in enumerate(self.words)}
        self.names: set[int] = set()
        # Names whose followers are taken: a list that meets one of them has been read to its end.
        self.followed: set[int] = set()

    def spans(self) -> list[tuple[int, int]]:
        if not self.words:
            return []
        for index in range(len(self.words)):
            if self._is_first_name(index) or self._is_followed_like_a_name(index):
                self.names.add(index)
        self._take_after(SURE, self._may_be_anybodys)
        self._take_after(MAYBE, self._is_known)
        for index in sorted(self.names):
            self._take_along(index)
        again = {self._folded(index) for index in self.names} - {""}
        self.names |= {
            index for index in range(len(self.words)) if self._folded(index) in again and self._is_free(index)
        }
        return list(self._merged())

    def _folded(self, index: int) -> str:
        word = self.words[index][2].lower()
        return word if self._is_written_as_a_name(index) else ""

    def _is_written_as_a_name(self, index: int) -> bool:
        word = self.words[index][2]
        return word[0].isupper() and len(word) <= _MAX_LENGTH

    def _is_known(self, index: int) -> bool:
        """Whether it is on a list of first names, be it a word as well."""
        return self._is_written_as_a_name(index) and self._is_free(index) and _is_listed(self.words[index][2].lower())

    def _is_first_name(self, index: int) -> bool:
        """Whether it is a first name and hardly anything else, and stands where one can."""
        word = self.words[index][2].lower()
        if not self._is_written_as_a_name(index) or not _is_plain_name(word) or not self._is_free(index):
            return False
        end = self.words[index][1]
        return self.text[end : end + 2] not in ("'s", "’s") or HAS.match(self.text, end) is not None

    def _may_be_anybodys(self, index: int) -> bool:
        """Whether, in a place for names, this is one: known, or not known as anything else."""
        word = self.words[index][2]
        known = _is_listed(word.lower())
        if not self._is_written_as_a_name(index):
            return known and _is_plain_name(word.lower())
        return self._is_free(index) and (known or (len(word) > 1 and word.lower() not in word_list("never")))

    def _is_followed_like_a_name(self, index: int) -> bool:
        _, end, word = self.words[index]
        if not self._is_written_as_a_name(index):
            return False
        if DOES.match(self.text, end) or DOES.match(self.text, end + 1):
            return self._may_be_anybodys(index)
        if HAS.match(self.text, end):
            return _is_listed(word.lower())
        genitive = word.lower().removesuffix("s")
        return genitive != word.lower() and HAS.match(self.text, end - 1) is not None and _is_listed(genitive)

    def _is_free(self, index: int) -> bool:
        """Whether neither neighbour makes it part of a dish or of a place."""
        start, end, _ = self.words[index]
        if index and index - 1 not in self.names:
            _, last, before = self.words[index - 1]
            joins = (" ", "-", ". ") if before.lower() in ("st", "sta") else (" ", "-")
            if self.text[last:start] in joins and before.lower() in context_words("before"):
                return False
        if index + 1 == len(self.words):
            return True
        first, _, after = self.words[index + 1]
        return self.text[end:first] not in (" ", "-", "'s ", "’s ") or not _is_place_word(after)

    def _take_after(self, cue: re.Pattern[str], is_name: Callable[[int], bool]) -> None:
        for match in cue.finditer(self.text):
            index = self.at.get(match.end())
            if index is not None and is_name(index):
                self.names.add(index)

    def _take_along(self, index: int) -> None:
        """What belongs to a name: a second name, the others of a list."""
        before = index - 2 if index > 1 and self._word(index - 1) in AND else index - 1
        if before >= 0 and LISTED.fullmatch(self._gap(before, index)) and self._is_known(before):
            self.names.add(before)
        here, after = index, index + 1
        while after < len(self.words) and here not in self.followed:
            self.followed.add(here)
            is_both = self._word(after) in AND and after + 1 < len(self.words)
            after += is_both
            if not self._belongs_along(here, after, is_both=is_both):
                return
            self.names.add(after)
            here, after = after, after + 1

    def _belongs_along(self, here: int, after: int, *, is_both: bool) -> bool:
        gap = self._gap(here, after)
        if not LISTED.fullmatch(gap):
            return gap == " " and self._is_surname(after)
        if is_both:
            return self._is_written_as_a_name(after) and self._may_be_anybodys(after)
        return self._is_known(after)

    def _word(self, index: int) -> str:
        return self.words[index][2].lower()

    def _gap(self, one: int, other: int) -> str:
        return self.text[self.words[one][1] : self.words[other][0]]

    def _is_surname(self, index: int) -> bool:
        word = self.words[index][2]
        is_word = word.lower() in word_list("never") or _is_place_word(word)
        return self._is_written_as_a_name(index) and len(word) > 2 and not is_word

    def _merged(self) -> Iterator[tuple[int, int]]:
        start, end = -1, -1
        for index in sorted(self.names):
            first, last, _ = self.words[index]
            if start >= 0 and self.text[end:first] == " ":
                end = last
            else:
                if start >= 0:
                    yield start, end
                start, end = first, last
            if initial := _INITIAL.match(self.text, end):
                end = initial.end()
        if start >= 0:
            yield start, end


def _is_plain_name(word: str) -> bool:
    if word in word_list("given"):
        return word not in word_list("double")
    return "-" in word and all(part in word_list("given") for part in word.split("-"))


def _is_listed(word: str) -> bool:
    return _is_plain_name(word) or word in word_list("double") or word in word_list("given")


def _is_place_word(word: str) -> bool:
    return word.lower() in context_words("after")
