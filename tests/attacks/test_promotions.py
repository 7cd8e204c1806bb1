"""Attacks on the choice of a release: by whoever writes files, and by a candidate that is not what it seems."""

import shutil
from pathlib import Path

import pytest

from mlmodels import promotions, registry
from mlmodels.exceptions import ArtefactRefused
from mlmodels.gate import Comparison, FileFigures
from mlmodels.promotions import ReleaseFolders
from tests.mlmodels.candidates import PASSED, folders_of, made, made_key


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return made_key(tmp_path / "keys")


@pytest.fixture
def folders(tmp_path: Path, key: Path) -> ReleaseFolders:
    return folders_of(tmp_path, key)


def promote(folders: ReleaseFolders, key: Path, content: str, comparison: Comparison = PASSED) -> Path:
    place = folders.promoted.parent / "candidates" / content / "2"
    candidate = registry.verify(made(place, key, content), name="sentiment", keys=folders.keys)
    return promotions.promote(folders, candidate, comparison, key_file=key)


def in_use(folders: ReleaseFolders, floor: registry.ReleaseFloor | None = None) -> bytes:
    """What a worker computes with that used `floor` before."""
    try:
        found = registry.newest(
            *("sentiment",), folders=[folders.shipped], promoted=[folders.promoted], keys=folders.keys, floor=floor
        )
    except ArtefactRefused:
        return b"nothing"
    return found.files["weights.txt"]


@pytest.mark.protection("model_promotion")
def test_a_signed_candidate_that_somebody_moved_is_not_used(folders: ReleaseFolders, key: Path) -> None:
    """It is signed by whoever trained it. Nobody compared it with anything."""
    promote(folders, key, "two")
    made(folders.promoted / "3", key, "planted")
    assert in_use(folders) == b"two"


@pytest.mark.protection("model_rollback")
@pytest.mark.parametrize("removed", [("3",), ("2", "3")])
def test_removing_the_newest_releases_brings_no_older_one_back(
    folders: ReleaseFolders, key: Path, removed: tuple[str, ...]
) -> None:
    promote(folders, key, "two")
    newest = registry.verify(promote(folders, key, "three"), name="sentiment", keys=folders.keys)
    for number in removed:
        shutil.rmtree(folders.promoted / number)
    assert in_use(folders, registry.ReleaseFloor(newest.release, newest.digest)) == b"nothing"


@pytest.mark.protection("model_signature")
def test_an_old_release_under_a_new_number_is_refused(folders: ReleaseFolders, key: Path) -> None:
    old = promote(folders, key, "two")
    promote(folders, key, "three")
    copy = Path(shutil.copytree(old, folders.promoted / "4"))
    manifest = (copy / registry.MANIFEST).read_text().replace('"release": 2', '"release": 4', 1)
    (copy / registry.MANIFEST).write_text(manifest)
    assert in_use(folders) == b"three"


@pytest.mark.protection("model_signature")
@pytest.mark.parametrize("change", ["alter", "add", "unsign"])
def test_nobody_rolls_back_to_what_was_altered(folders: ReleaseFolders, key: Path, change: str) -> None:
    before = promote(folders, key, "two")
    promote(folders, key, "three")
    if change == "alter":
        (before / "weights.txt").write_text("planted")
    elif change == "add":
        (before / "weights2.txt").write_text("planted")
    else:
        (before / registry.SIGNATURE).unlink()
    with pytest.raises(ArtefactRefused, match="is not signed"):
        promotions.roll_back(folders, reason="worse", key_file=key)


@pytest.mark.protection("model_revocation")
def test_what_was_rolled_back_does_not_return(folders: ReleaseFolders, key: Path) -> None:
    """By another promotion, or as the release before a later one."""
    promote(folders, key, "two")
    promotions.roll_back(folders, reason="it was poisoned", key_file=key)
    promote(folders, key, "three")
    promotions.roll_back(folders, reason="worse", key_file=key)
    assert in_use(folders) == b"one"
    with pytest.raises(ArtefactRefused, match="was rolled back"):
        promotions.promote(
            folders,
            registry.verify(folders.promoted.parent / "candidates" / "two" / "2", name="sentiment", keys=folders.keys),
            PASSED,
            key_file=key,
        )


@pytest.mark.protection("model_gate")
def test_a_worse_candidate_is_not_promoted(folders: ReleaseFolders, key: Path) -> None:
    worse = Comparison([FileFigures("held_out.tsv", 500, 0.93, 0.9, 0.03, "negative", 0.05)], [])
    with pytest.raises(ArtefactRefused, match=r"On held_out\.tsv 0\.900 are right, and 0\.930 by the champion"):
        promote(folders, key, "two", worse)
    assert in_use(folders) == b"one"
