"""`manage.py models …`, as a person types it."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mlmodels import registry
from mlmodels.sentiment import evaluate, train
from tests.mlmodels.sentences import write_sentences


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "key.pem"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write_sentences(folder / train.RESTAURANTS.file)
    return folder


def run(*arguments: str | Path) -> tuple[str, str]:
    """Standard output and standard error."""
    out, err = StringIO(), StringIO()
    call_command("models", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_train_makes_a_key_if_there_is_none_and_signs_a_release(tmp_path: Path, data: Path, key: Path) -> None:
    out, err = run("train", "sentiment", "--data", data, "--out", tmp_path / "out", "--release", "4", "--key", key)
    found = registry.verify(tmp_path / "out" / "4", name="sentiment", keys=[key.with_suffix(".pub.pem")])
    assert found.release == 4
    assert "held-out fold 5 of 5: all texts" in err
    assert "Candidate 4 is in" in out
    with pytest.raises(CommandError, match="a release is never overwritten"):
        run("train", "sentiment", "--data", data, "--out", tmp_path / "out", "--release", "4", "--key", key)


def test_the_next_release_comes_after_the_shipped_one(tmp_path: Path, data: Path, key: Path) -> None:
    run("train", "sentiment", "--data", data, "--out", tmp_path / "out", "--key", key)
    assert (tmp_path / "out" / "4" / registry.SIGNATURE).is_file()


def test_keygen_never_overwrites(key: Path) -> None:
    run("keygen", "--key", key)
    with pytest.raises(CommandError, match="never overwritten"):
        run("keygen", "--key", key)


def test_verify_names_the_release() -> None:
    assert run("verify", "sentiment")[0].startswith("sentiment release 3 is signed by a trusted key: ")


def test_evaluate_prints_json_alone(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "TIMED_ROUNDS", 1)
    out, _ = run("evaluate", "sentiment", "--data", data / train.RESTAURANTS.file, "--json")
    assert json.loads(out)["method"] == "release 3 as it ships"


def test_evaluate_prints_a_table(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "TIMED_ROUNDS", 1)
    out, _ = run("evaluate", "sentiment", "--data", data / train.RESTAURANTS.file, "--folds", "2")
    assert "2 folds, each trained on the other folds and no other file" in out
    assert "macro f1" in out


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["evaluate", "sentiment", "--data", "nowhere.tsv"], "There is no file at nowhere.tsv"),
        (["train", "sentiment", "--data", "nowhere"], r"holds no sentences_yelp\.tsv"),
        (["train", "sentiment", "--data", ".", "--release", "0"], "a release is a whole number from 1"),
        (["train", "nothing", "--data", "."], "invalid choice"),
        ([], "required"),
    ],
)
def test_errors_are_reported(key: Path, arguments: list[str], complaint: str) -> None:
    keys = ["--key", str(key)] if "nowhere" in arguments else []
    with pytest.raises(CommandError, match=complaint):
        run(*arguments, *keys)
