"""Promotions and rollbacks: numbers only grow, and what was rolled back stays away."""

import json
from pathlib import Path

import pytest

from mlmodels import promotions, registry
from mlmodels.exceptions import ArtefactRefused, NoSigningKey
from mlmodels.gate import Comparison
from mlmodels.promotions import ReleaseFolders
from tests.mlmodels.candidates import PASSED, folders_of, made, made_key, public


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return made_key(tmp_path / "keys")


@pytest.fixture
def folders(tmp_path: Path, key: Path) -> ReleaseFolders:
    return folders_of(tmp_path, key)


def promote(folders: ReleaseFolders, key: Path, content: str, number: int = 2, **manifest: object) -> Path:
    place = folders.promoted.parent / "candidates" / content / str(number)
    candidate = registry.verify(made(place, key, content, **manifest), name="sentiment", keys=folders.keys)
    return promotions.promote(folders, candidate, PASSED, key_file=key)


def weights(folders: ReleaseFolders) -> tuple[int, bytes]:
    champion = folders.champion()
    return champion.release, champion.files["weights.txt"]


def test_what_ships_is_used_until_something_is_promoted(folders: ReleaseFolders, key: Path) -> None:
    assert weights(folders) == (1, b"one")
    assert promote(folders, key, "two").name == "2"
    assert weights(folders) == (2, b"two")


def test_a_new_version_of_the_project_takes_no_place_by_itself(folders: ReleaseFolders, key: Path) -> None:
    promote(folders, key, "two")
    made(folders.shipped / "9", key, "nine")
    assert weights(folders) == (2, b"two")


def test_a_candidate_gets_the_next_number_whatever_its_own_was(folders: ReleaseFolders, key: Path) -> None:
    promote(folders, key, "two", number=7)
    assert promote(folders, key, "three", number=7).name == "3"
    assert weights(folders) == (3, b"three")


def test_the_manifest_says_what_was_decided(folders: ReleaseFolders, key: Path) -> None:
    shipped = folders.champion()
    said = json.loads((promote(folders, key, "two") / registry.MANIFEST).read_text())
    assert (said["release"], said["training"]) == (2, shipped.manifest["training"])
    promotion = said["promotion"]
    assert (promotion["action"], promotion["candidate"]["release"]) == ("promoted", 2)
    assert promotion["champion"] == {"release": 1, "digest": shipped.digest}
    assert promotion["comparison"]["files"][0]["candidate"] == 0.9
    assert len(promotion["signed_with"]) == 64


def test_a_rollback_gives_what_was_before_the_next_number(folders: ReleaseFolders, key: Path) -> None:
    promote(folders, key, "two")
    promote(folders, key, "three")
    assert promotions.roll_back(folders, reason="it called soup bad", key_file=key).name == "4"
    assert weights(folders) == (4, b"two")
    assert folders.champion().manifest["promotion"]["reason"] == "it called soup bad"


def test_rollbacks_go_further_back_and_end_at_the_first(folders: ReleaseFolders, key: Path) -> None:
    for content in ("two", "three"):
        promote(folders, key, content)
    for expected in ((4, b"two"), (5, b"one")):
        promotions.roll_back(folders, reason="worse", key_file=key)
        assert weights(folders) == expected
    with pytest.raises(ArtefactRefused, match="no release of sentiment before 5 to go back to"):
        promotions.roll_back(folders, reason="worse", key_file=key)


def test_what_was_rolled_back_is_not_promoted_again_until_it_is_another(folders: ReleaseFolders, key: Path) -> None:
    promote(folders, key, "two")
    promotions.roll_back(folders, reason="worse", key_file=key)
    promote(folders, key, "three", number=3)
    with pytest.raises(ArtefactRefused, match="Candidate 4 of sentiment was rolled back"):
        promote(folders, key, "two", number=4)
    assert weights(folders) == (4, b"three")


def test_nothing_is_promoted_twice_in_a_row(folders: ReleaseFolders, key: Path) -> None:
    with pytest.raises(ArtefactRefused, match="is what release 1 is"):
        promote(folders, key, "one")


def test_without_a_comparison_nothing_is_promoted(folders: ReleaseFolders, key: Path) -> None:
    candidate = registry.verify(made(folders.promoted.parent / "2", key, "two"), name="sentiment", keys=folders.keys)
    with pytest.raises(ArtefactRefused, match="nothing held out to compare on"):
        promotions.promote(folders, candidate, Comparison([], []), key_file=key)


def test_a_key_that_no_worker_trusts_promotes_nothing(folders: ReleaseFolders, key: Path, tmp_path: Path) -> None:
    other = made_key(tmp_path / "other")
    candidate = registry.verify(made(tmp_path / "2", key, "two"), name="sentiment", keys=folders.keys)
    with pytest.raises(NoSigningKey, match="No worker trusts"):
        promotions.promote(folders, candidate, PASSED, key_file=other)
    assert not folders.promoted.exists()


def test_a_release_appears_whole(folders: ReleaseFolders, key: Path) -> None:
    place = promote(folders, key, "two")
    assert [path.name for path in folders.promoted.iterdir()] == ["2"]
    assert {path.name for path in place.iterdir()} == {registry.MANIFEST, registry.SIGNATURE, "weights.txt"}
    with pytest.raises(OSError, match="not empty"):
        registry.store({"weights.txt": b"x"}, place, key_file=key)
    assert registry.verify(place, name="sentiment", keys=[public(key)]).files["weights.txt"] == b"two"
