"""Files of labelled texts, recognised by their form.

It reads; which of them may train a shipped model is in `train`.
"""

import csv
import gzip
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from mlmodels.sentiment import hard_sentences
from mlmodels.sentiment.exceptions import BadDataFile

MAX_BYTES = 200_000_000
FEWEST_STARS_OF_PRAISE, MOST_STARS_OF_BLAME = 4, 2


@dataclass(frozen=True)
class LabelledTexts:
    """`texts` with `positive` for each.

    `left_out`: texts without a clear polarity. `form`: which kind of file it was.
    """

    name: str
    form: str
    sha256: str
    texts: tuple[str, ...]
    positive: tuple[bool, ...]
    left_out: int


def read(path: Path) -> LabelledTexts:
    """Read a file of sentences (tab-separated), SemEval or MAMS (XML), or starred reviews (CSV, perhaps gzipped).

    Raises BadDataFile with a sentence that says what is wrong and where.
    """
    if not path.is_file():
        raise BadDataFile(f"There is no file at {path}.")
    stored = path.read_bytes()
    text = _text_of(path, stored)
    start = text.lstrip()[:200]
    if start.startswith("<"):
        form, labelled = "aspect sentences (XML)", list(_aspect_sentences(path, text))
    elif start.split("\n", 1)[0].rstrip("\r") == "text\tpositive":
        form, labelled = "labelled sentences (TSV)", list(_labelled_sentences(path, text))
    elif hard_sentences.HEADER in start.split("\n"):
        form, labelled = "hard sentences (TSV)", list(_hard_sentences(path, text))
    elif {"review", "rating"} <= set(start.split("\n", 1)[0].rstrip("\r").split(",")):
        form, labelled = "starred reviews (CSV)", list(_starred_reviews(path, text))
    else:
        raise BadDataFile(
            f"{path.name} is of no known form: expected a header 'text<TAB>positive', a header with 'review' and "
            "'rating', or XML with <sentence> elements."
        )
    clear = [(one, polarity) for one, polarity in labelled if polarity is not None and one.strip()]
    if len({polarity for _, polarity in clear}) < 2:
        raise BadDataFile(f"{path.name} holds no two polarities: {len(labelled)} texts, {len(clear)} of them labelled.")
    texts, positive = zip(*clear, strict=True)
    return LabelledTexts(
        path.name, form, hashlib.sha256(stored).hexdigest(), texts, positive, len(labelled) - len(clear)
    )


def _text_of(path: Path, stored: bytes) -> str:
    try:
        if stored[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(stored)) as unpacked:
                stored = unpacked.read(MAX_BYTES + 1)
        if len(stored) > MAX_BYTES:
            raise BadDataFile(f"{path.name} is larger than {MAX_BYTES} bytes.")
        return stored.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise BadDataFile(f"{path.name} cannot be read as UTF-8 text, plain or gzipped: {error}.") from error


def _labelled_sentences(path: Path, text: str) -> Iterator[tuple[str, bool | None]]:
    for number, line in enumerate(text.split("\n")[1:], start=2):
        if line.rstrip("\r"):
            sentence, tab, label = line.rstrip("\r").rpartition("\t")
            if not tab or label not in {"0", "1"}:
                raise BadDataFile(f"{path.name}, line {number}: expected a text, a tab, and 0 or 1.")
            yield sentence, label == "1"


def _hard_sentences(path: Path, text: str) -> Iterator[tuple[str, bool | None]]:
    try:
        for sentence in hard_sentences.parse(text):
            yield sentence.text, sentence.praises
    except ValueError as error:
        raise BadDataFile(f"{path.name}, {error}.") from error


def _aspect_sentences(path: Path, text: str) -> Iterator[tuple[str, bool | None]]:
    for sentence in _xml_root(path, text).iter("sentence"):
        aspects = [*sentence.iter("aspectCategory"), *sentence.iter("aspectTerm")]
        said = {aspect.get("polarity") for aspect in aspects}
        praised, blamed = "positive" in said, "negative" in said
        yield sentence.findtext("text") or "", (praised if praised != blamed and "conflict" not in said else None)


def _xml_root(path: Path, text: str) -> ElementTree.Element:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadDataFile(f"{path.name} declares a document type or entities, which no data file needs.")
    try:
        return ElementTree.fromstring(text.encode())  # noqa: S314 - no declarations, so nothing to expand
    except ElementTree.ParseError as error:
        raise BadDataFile(f"{path.name} is not well-formed XML: {error}.") from error


def _starred_reviews(path: Path, text: str) -> Iterator[tuple[str, bool | None]]:
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
            yield row["review"] or "", praise_of(row["rating"] or "")
    except csv.Error as error:
        raise BadDataFile(f"{path.name} is not well-formed CSV: {error}.") from error


def praise_of(rating: str) -> bool | None:
    """Whether so many stars praise; None where they do neither."""
    try:
        stars = float(rating)
    except ValueError:
        return None
    if MOST_STARS_OF_BLAME < stars < FEWEST_STARS_OF_PRAISE:
        return None
    return stars >= FEWEST_STARS_OF_PRAISE
