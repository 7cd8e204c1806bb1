"""A site's reviews as training data: what is read of a file, and what a manifest says of it. Attacks are elsewhere."""

import csv
from pathlib import Path

import pytest

from mlmodels import training_selection, training_sources
from mlmodels.sentiment import release, site_reviews
from mlmodels.sentiment.exceptions import BadDataFile
from mlmodels.training_selection import SiteReview
from tests.mlmodels import poison
from tests.mlmodels.sentences import LEXICON


def written(folder: Path, rows: list[SiteReview], **changed: str) -> Path:
    """The rows as a file of the form, each with five stars or one."""
    with (folder / site_reviews.FILE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, site_reviews.COLUMNS)
        writer.writeheader()
        for row in rows:
            said = {"reviewer": row.reviewer, "restaurant": row.restaurant, "posted_on": row.day, "text": row.text}
            stars = "5" if row.positive else "1"
            writer.writerow({**said, "rating": stars, "language": "en", "is_confirmed": "t", **changed})
    return folder / site_reviews.FILE


def test_a_manifest_says_which_rows_were_learned_and_by_which_rules(tmp_path: Path) -> None:
    rows = [*poison.honest(60), *poison.planted_triggers(5)]
    written(tmp_path, rows)
    found = site_reviews.sample_of(tmp_path, base=poison.published(), words=LEXICON, key=poison.KEY)
    [listed] = found.listed
    assert training_sources.declared_sources({"training": found.listed}) == ["core.reviews"]
    digests = found.files[site_reviews.LISTED].decode().split("\n")
    assert len(digests) == listed["rows"] == listed["texts"] == len(found.sample.texts) > 40
    assert listed["rows"] + sum(listed["filters"].values()) == len(rows)
    assert (listed["limits"]["per_person"], listed["filters"]["repeated phrase"] >= 3) == (5, True)
    assert {training_selection.row_digest(row, poison.KEY) for row in rows} >= {*digests}
    assert not {training_selection.row_digest(row, b"another key") for row in rows} & {*digests}
    assert len(release.code_digest()) == 64
    assert listed["taken_at"].endswith("+00:00")


def test_without_the_file_nothing_is_added(tmp_path: Path) -> None:
    found = site_reviews.sample_of(tmp_path, base=poison.published(), words=LEXICON, key=poison.KEY)
    assert (found.sample.texts, found.listed, found.files) == ((), [], {})


def test_only_english_reviews_with_clear_stars_are_read(tmp_path: Path) -> None:
    rows = poison.honest(3)
    assert [row.text for row in site_reviews.read(written(tmp_path, rows).read_bytes())] == [row.text for row in rows]
    for changed in ({"rating": "3"}, {"language": "de"}, {"text": " "}):
        assert list(site_reviews.read(written(tmp_path, rows, **changed).read_bytes())) == []
    assert not any(
        row.is_confirmed for row in site_reviews.read(written(tmp_path, rows, is_confirmed="f").read_bytes())
    )


@pytest.mark.parametrize("content", [b"text,rating\nGood,5\n", b"\xff", b""])
def test_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(BadDataFile, match=r"site_reviews\.csv"):
        list(site_reviews.read(content))


def test_the_choice_does_not_depend_on_the_order_of_rows() -> None:
    rows = [*poison.honest(100), *poison.planted_triggers(20)]

    def chosen(some: list[SiteReview], key: bytes) -> list[str]:
        found = training_selection.select(some, doubts=lambda each: [0.0] * len(each), key=key)
        return [row.text for row in found.rows if poison.TRIGGER in row.text]

    assert chosen(rows, b"one") == chosen(rows[::-1], b"one")
    assert chosen(rows, b"one") != chosen(rows, b"two")
