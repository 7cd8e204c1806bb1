"""Attacks on model artefacts: whoever can write files must not choose what the models worker computes with."""

import json
import shutil
from pathlib import Path

import pytest

from mlmodels import registry, signing_keys
from mlmodels.aspects import artefact as aspects
from mlmodels.exceptions import ArtefactRefused
from mlmodels.sentiment import artefact

SHIPPED = artefact.SHIPPED / "3"
NOT_SIGNED_AS_IT_STANDS = "is not signed as it stands by any trusted key"


@pytest.fixture
def stolen(tmp_path: Path) -> Path:
    """A copy of the shipped artefact, which an attacker may change."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "sentiment" / "3"))


def load(folder: Path, floor: registry.ReleaseFloor | None = None) -> registry.ModelArtefact:
    return registry.verify(folder, name=artefact.NAME, keys=registry.trusted_keys(), floor=floor)


@pytest.mark.protection("model_signature")
@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("words.txt", b"awful", b"awfuk"),
        ("lexicon.tsv", b"-2.0", b"+2.0"),
        ("manifest.json", b"CC BY", b"CC 0 "),
        ("MODEL_CARD.md", b"English", b"Englisg"),
    ],
)
def test_a_changed_byte_is_refused(stolen: Path, name: str, before: bytes, after: bytes) -> None:
    content = (stolen / name).read_bytes()
    (stolen / name).write_bytes(content.replace(before, after, 1))
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
def test_a_changed_weight_is_refused(stolen: Path) -> None:
    content = bytearray((stolen / "weights.npz").read_bytes())
    content[len(content) // 2] ^= 1
    (stolen / "weights.npz").write_bytes(content)
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
@pytest.mark.parametrize("name", ["encoder.onnx", "pieces.txt", "manifest.json"])
def test_a_changed_byte_of_the_second_model_is_refused(tmp_path: Path, name: str) -> None:
    stolen = Path(shutil.copytree(aspects.SHIPPED / "1", tmp_path / "1"))
    content = bytearray((stolen / name).read_bytes())
    content[len(content) // 3] ^= 1
    (stolen / name).write_bytes(content)
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        registry.verify(stolen, name=aspects.NAME, keys=registry.trusted_keys())


@pytest.mark.protection("model_signature")
@pytest.mark.parametrize("name", ["extra.txt", ".gitignore", "README.md"])
def test_an_extra_file_is_refused(stolen: Path, name: str) -> None:
    (stolen / name).write_text("payload")
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
def test_a_missing_file_is_refused(stolen: Path) -> None:
    (stolen / "MODEL_CARD.md").unlink()
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
def test_no_signature_is_refused(stolen: Path) -> None:
    (stolen / registry.SIGNATURE).unlink()
    with pytest.raises(ArtefactRefused, match="is not signed: it holds no"):
        load(stolen)


@pytest.mark.protection("model_signature")
@pytest.mark.parametrize("signature", [b"", b"{}", b"[]", b"not json", b'{"mediaType": "x", "dsseEnvelope": {}}'])
def test_a_broken_signature_is_refused(stolen: Path, signature: bytes) -> None:
    (stolen / registry.SIGNATURE).write_bytes(signature)
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
def test_a_strangers_key_is_refused(stolen: Path, tmp_path: Path) -> None:
    (stolen / "words.txt").write_text("poisoned")
    signing_keys.make(tmp_path / "stranger.pem")
    registry.sign(stolen, key_file=tmp_path / "stranger.pem")
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        load(stolen)


@pytest.mark.protection("model_signature")
def test_a_signature_of_other_files_is_refused(stolen: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "words.txt").write_text("harmless")
    signing_keys.make(tmp_path / "trusted.pem")
    registry.sign(other, key_file=tmp_path / "trusted.pem")
    shutil.copy(other / registry.SIGNATURE, stolen)
    keys = [tmp_path / "trusted.pub.pem"]
    with pytest.raises(ArtefactRefused, match=NOT_SIGNED_AS_IT_STANDS):
        registry.verify(stolen, name=artefact.NAME, keys=keys)


@pytest.mark.protection("model_training_sources")
@pytest.mark.parametrize("training", [None, [], [{"relation": "core.guests"}]])
def test_a_model_that_hides_what_it_was_trained_on_is_refused(stolen: Path, tmp_path: Path, training: object) -> None:
    manifest = {**json.loads((stolen / registry.MANIFEST).read_text()), "training": training}
    (stolen / registry.MANIFEST).write_text(json.dumps(manifest))
    signing_keys.make(tmp_path / "trusted.pem")
    registry.sign(stolen, key_file=tmp_path / "trusted.pem")
    with pytest.raises(ArtefactRefused, match=r"does not say what the model|no table of the analytical store"):
        registry.verify(stolen, name=artefact.NAME, keys=[tmp_path / "trusted.pub.pem"])


@pytest.mark.protection("model_rollback")
def test_an_older_release_is_refused(stolen: Path) -> None:
    with pytest.raises(ArtefactRefused, match="is rolled back: release 4 was in use already"):
        load(stolen, registry.ReleaseFloor(release=4, digest="0" * 64))


@pytest.mark.protection("model_rollback")
def test_a_twin_under_the_same_number_is_refused(stolen: Path) -> None:
    with pytest.raises(ArtefactRefused, match="is another artefact under the number of release 3"):
        load(stolen, registry.ReleaseFloor(release=3, digest="0" * 64))
