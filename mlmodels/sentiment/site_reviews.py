"""A site's own reviews as training data: a registered dataset as CSV, of which only what was selected is learned.

Stars are the labels: four and five praise, one and two blame. The trainer reaches no store, so somebody with the right
to read the dataset saves it beside the other training files, and deletes it afterwards.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from mlmodels import training_selection
from mlmodels.sentiment.datasets import praise_of
from mlmodels.sentiment.exceptions import BadDataFile
from mlmodels.sentiment.lexicon import Lexicon
from mlmodels.sentiment.predict import probabilities
from mlmodels.sentiment.train import TrainingSample, fit, folds
from mlmodels.training_selection import Selection, SiteReview

FILE, LISTED = "site_reviews.csv", "trained_on.txt"
COLUMNS = ("reviewer", "restaurant", "posted_on", "rating", "language", "is_confirmed", "text")
LANGUAGE = "en"
WEIGHT = 0.5
FOLDS = 3
NOTHING = TrainingSample((), (), ())


@dataclass(frozen=True)
class SiteSample:
    """What was selected, as a sample; nothing where there is no file."""

    sample: TrainingSample
    listed: list[dict[str, Any]]
    files: dict[str, bytes]


def sample_of(folder: Path, *, base: TrainingSample, words: Lexicon, key: bytes) -> SiteSample:
    """Select from the file in `folder`. With `base`, which is published, the reviews judge each other by folds."""
    if not (folder / FILE).is_file():
        return SiteSample(NOTHING, [], {})
    content = (folder / FILE).read_bytes()
    rows = list(read(content))
    chosen = training_selection.select(rows, doubts=partial(doubts, base=base, words=words), key=key)
    listed = {"relation": "core.reviews", **_described(content, rows, chosen), **chosen.as_dict()}
    return SiteSample(as_sample(chosen.rows), [listed], {LISTED: "\n".join(chosen.digests).encode()})


def read(content: bytes) -> Iterator[SiteReview]:
    """The English reviews with clear stars. Raises BadDataFile for another form."""
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        if not {*COLUMNS} <= {*(lines.fieldnames or ())}:
            raise BadDataFile(f"{FILE} needs the columns {', '.join(COLUMNS)}.")
        for line in lines:
            positive = praise_of(line["rating"])
            if positive is not None and line["language"] == LANGUAGE and line["text"].strip():
                who = (line["reviewer"], line["restaurant"], line["posted_on"])
                yield SiteReview(*who, line["text"], positive, line["is_confirmed"] in ("1", "true", "t"))
    except (UnicodeDecodeError, csv.Error, AttributeError) as error:
        raise BadDataFile(f"{FILE} is not well-formed CSV in UTF-8: {error}.") from error


def doubts(rows: Sequence[SiteReview], *, base: TrainingSample, words: Lexicon) -> list[float]:
    """How likely the opposite of each row is to a model that learned from `base` and the rows of other folds."""
    found = [0.0] * len(rows)
    for test in folds(len(rows), FOLDS) if len(rows) >= FOLDS else []:
        tested = {*test.tolist()}
        rest = [row for number, row in enumerate(rows) if number not in tested]
        chances = probabilities(fit(base + as_sample(rest), words), [rows[number].text for number in test])
        for number, chance in zip(test, chances.tolist(), strict=True):
            found[number] = 1.0 - chance if rows[number].positive else chance
    return found


def as_sample(rows: Sequence[SiteReview]) -> TrainingSample:
    """Rows as a sample."""
    return TrainingSample(tuple(row.text for row in rows), tuple(row.positive for row in rows), (WEIGHT,) * len(rows))


def _described(content: bytes, rows: list[SiteReview], chosen: Selection) -> dict[str, Any]:
    return {
        "file": FILE,
        "sha256": hashlib.sha256(content).hexdigest(),
        "terms": "the site's own",
        "credit": "reviewers of the site",
        "weight": WEIGHT,
        "texts": len(chosen.rows),
        "left_out": len(rows) - len(chosen.rows),
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
