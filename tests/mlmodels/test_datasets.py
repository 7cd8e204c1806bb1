"""Files of labelled texts: each form, and each way of being wrong."""

import gzip
from pathlib import Path

import pytest

from mlmodels.sentiment.datasets import read
from mlmodels.sentiment.exceptions import BadDataFile

TSV = "text\tpositive\nGood soup.\t1\nBad soup.\t0\n"
XML = """<?xml version="1.0"?>
<sentences>
  <sentence><text>Good soup.</text><aspectCategories><aspectCategory category="food" polarity="positive"/></aspectCategories></sentence>
  <sentence><text>Bad soup.</text><aspectTerms><aspectTerm term="soup" polarity="negative"/></aspectTerms></sentence>
  <sentence><text>Good soup, bad wine.</text><aspectCategories><aspectCategory category="food" polarity="positive"/>
    <aspectCategory category="wine" polarity="negative"/></aspectCategories></sentence>
  <sentence><text>We had soup.</text></sentence>
</sentences>"""  # noqa: E501 - one sentence a line
CSV = """restaurant,review,rating,time,pictures
A,"Good, ""really"".
Yes.",5.0,1,0
A,Bad.,1,1,0
A,So so.,3.0,1,0
A,Hm,Like,1,0
"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("content", "form", "texts", "left_out"),
    [
        (TSV, "labelled sentences (TSV)", ("Good soup.", "Bad soup."), 0),
        (XML, "aspect sentences (XML)", ("Good soup.", "Bad soup."), 2),
        (CSV, "starred reviews (CSV)", ('Good, "really".\nYes.', "Bad."), 2),
        (gzip.compress(CSV.encode()), "starred reviews (CSV)", ('Good, "really".\nYes.', "Bad."), 2),
    ],
    ids=["tsv", "xml", "csv", "gzipped csv"],
)
def test_forms(tmp_path: Path, content: str | bytes, form: str, texts: tuple[str, ...], left_out: int) -> None:
    data = read(written(tmp_path, "any_name", content))
    assert (data.form, data.texts, data.positive, data.left_out) == (form, texts, (True, False), left_out)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "no known form"),
        ("hello\n", "no known form"),
        ("text\tpositive\nGood\t2\n", "line 2: expected a text, a tab, and 0 or 1"),
        ("text\tpositive\nGood\t1\nno tab\n", "line 3"),
        ("text\tpositive\nGood\t1\n", "no two polarities"),
        ("<sentences><sentence>", "not well-formed XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><sentences/>', "declares a document type"),
        (b"\xff\xfe\x00", "cannot be read as UTF-8"),
        (gzip.compress(b"text\tpositive\n", mtime=0)[:-9], "cannot be read"),
    ],
)
def test_errors_are_reported(tmp_path: Path, content: str | bytes, complaint: str) -> None:
    with pytest.raises(BadDataFile, match=complaint):
        read(written(tmp_path, "broken", content))


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadDataFile, match="There is no file"):
        read(tmp_path / "nowhere.tsv")
