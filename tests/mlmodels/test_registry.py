"""The other refusals of the registry, the choice of the newest release, and keys. Attacks are in tests/attacks."""

import json
import shutil
import stat
from pathlib import Path

import pytest

from mlmodels import registry, signing_keys
from mlmodels.exceptions import ArtefactRefused, NoSigningKey
from mlmodels.sentiment import artefact
from mlmodels.sentiment.predict import reviews

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    signing_keys.make(tmp_path / "keys" / "key.pem")
    return tmp_path / "keys" / "key.pem"


FILE = {"file": "sentences.tsv", "terms": "CC0"}
REVIEWS = {"relation": "core.reviews"}


def signed(folder: Path, key: Path, **manifest: object) -> Path:
    """A signed artefact that holds a manifest only."""
    folder.mkdir(parents=True)
    (folder / registry.MANIFEST).write_text(json.dumps({"training": [FILE], **manifest}))
    registry.sign(folder, key_file=key)
    return folder


def public(key: Path) -> list[Path]:
    return [key.with_suffix(".pub.pem")]


def test_the_shipped_release_is_trusted_and_works() -> None:
    found = registry.newest(artefact.NAME, folders=[artefact.SHIPPED], keys=registry.trusted_keys())
    good, bad = reviews(artefact.model_of(found), ["Excellent food, friendly staff!", "Rude waiter and cold soup."])
    assert good.score > 0.5
    assert bad.score < -0.3
    assert found.manifest["held_out"]["accuracy"] > 0.86


def test_the_shipped_release_is_small_and_holds_no_code() -> None:
    names = {path.name for path in (artefact.SHIPPED / "3").iterdir()}
    assert {Path(name).suffix for name in names} == {".txt", ".tsv", ".npz", ".json", ".md", ".sig"}
    assert sum(path.stat().st_size for path in (artefact.SHIPPED / "3").iterdir()) < 1_500_000


def test_no_private_key_is_in_the_room() -> None:
    for path in (REPOSITORY / "mlmodels").rglob("*.pem"):
        assert "PRIVATE" not in path.read_text()


@pytest.mark.parametrize(("name", "number"), [("visitors", 5), ("sentiment", 6)])
def test_a_signed_artefact_in_another_place_is_refused(tmp_path: Path, key: Path, name: str, number: int) -> None:
    folder = signed(tmp_path / "5", key, name=name, release=number)
    with pytest.raises(ArtefactRefused, match="stands in another place"):
        registry.verify(folder, name="sentiment", keys=public(key))


def test_the_newest_trusted_release_is_taken(tmp_path: Path, key: Path, caplog: pytest.LogCaptureFixture) -> None:
    for number in (1, 9, 10, 11):
        signed(tmp_path / "a" / str(number), key, name="sentiment", release=number)
    (tmp_path / "a" / "11" / registry.SIGNATURE).unlink()
    found = registry.newest("sentiment", folders=[tmp_path / "a", tmp_path / "b"], keys=public(key))
    assert found.release == 10
    assert "model artefact refused" in caplog.text


def test_nothing_is_better_than_something_rolled_back(tmp_path: Path, key: Path) -> None:
    signed(tmp_path / "1", key, name="sentiment", release=1)
    with pytest.raises(ArtefactRefused, match="No artefact of sentiment can be trusted; 1 looked at"):
        registry.newest("sentiment", folders=[tmp_path], keys=public(key), floor=registry.ReleaseFloor(2, ""))


def test_links_and_folders_are_refused(tmp_path: Path, key: Path) -> None:
    folder = signed(tmp_path / "1", key, name="sentiment", release=1)
    (folder / "link").symlink_to(folder / registry.MANIFEST)
    with pytest.raises(ArtefactRefused, match="holds a folder, a link"):
        registry.verify(folder, name="sentiment", keys=public(key))


def test_too_much_is_refused(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = signed(tmp_path / "1", key, name="sentiment", release=1)
    monkeypatch.setattr(registry, "MAX_BYTES", 10)
    with pytest.raises(ArtefactRefused, match="larger than 10 bytes"):
        registry.verify(folder, name="sentiment", keys=public(key))


@pytest.mark.parametrize("manifest", ["", "[]", "{"])
def test_an_unreadable_manifest_is_refused(tmp_path: Path, key: Path, manifest: str) -> None:
    folder = signed(tmp_path / "1", key)
    (folder / registry.MANIFEST).write_text(manifest)
    registry.sign(folder, key_file=key)
    with pytest.raises(ArtefactRefused, match=r"manifest\.json"):
        registry.verify(folder, name="sentiment", keys=public(key))


def test_what_a_model_was_trained_on_is_read_from_its_manifest(tmp_path: Path, key: Path) -> None:
    folder = signed(tmp_path / "1", key, name="sentiment", release=1, training=[REVIEWS, FILE])
    assert registry.verify(folder, name="sentiment", keys=public(key)).trained_on == ["core.reviews", "sentences.tsv"]


@pytest.mark.parametrize(
    ("training", "reason"),
    [
        (None, "does not say what the model was trained on"),
        ([], "does not say what the model was trained on"),
        ("core.reviews", "does not say what the model was trained on"),
        ([FILE, {"relation": "core.guests"}], r"core\.guests is no table of the analytical store"),
        ([{"relation": "marts.masked_reviews"}], "name the tables below it"),
        ([{"file": "core_reviews.csv"}], "neither a relation nor a file with its terms"),
        (["core.reviews"], "neither a relation nor a file with its terms"),
    ],
)
def test_a_model_that_does_not_say_what_it_was_trained_on_is_refused(
    tmp_path: Path, key: Path, training: object, reason: str
) -> None:
    folder = signed(tmp_path / "1", key, name="sentiment", release=1, training=training)
    with pytest.raises(ArtefactRefused, match=reason):
        registry.verify(folder, name="sentiment", keys=public(key))


def test_no_trusted_key_means_no_model() -> None:
    with pytest.raises(ArtefactRefused, match="there is none"):
        registry.verify(artefact.SHIPPED / "3", name="sentiment", keys=[])


def test_configured_keys_are_files_or_folders(tmp_path: Path, key: Path) -> None:
    (tmp_path / "more").mkdir()
    shutil.copy(public(key)[0], tmp_path / "more" / "extra.pem")
    found = registry.trusted_keys([str(key), str(tmp_path / "more")])
    assert found[-2:] == [key, tmp_path / "more" / "extra.pem"]
    assert len(found) > 2


def test_a_private_key_is_its_owners_only_and_never_overwritten(key: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_bytes()
    with pytest.raises(NoSigningKey, match="never overwritten"):
        signing_keys.make(key)
    assert key.read_bytes() == before


@pytest.mark.parametrize("content", [None, "no key"])
def test_signing_without_a_key_says_so(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "key.pem").write_text(content)
    with pytest.raises(NoSigningKey):
        registry.sign(artefact.SHIPPED / "3", key_file=tmp_path / "key.pem")
