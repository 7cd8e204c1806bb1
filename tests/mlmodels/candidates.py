"""Signed artefacts for tests of promotions: some that hold nothing but a name, and one that works."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels import registry, signing_keys
from mlmodels.gate import Comparison, FileFigures
from mlmodels.promotions import ReleaseFolders
from mlmodels.sentiment import artefact

FILE = {"file": "sentences.tsv", "terms": "CC0"}
PASSED = Comparison([FileFigures("held_out.tsv", 100, 0.9, 0.9, 0.0, "negative", 0.0)], [])
SHIPPED = artefact.SHIPPED / "3"


def made_key(folder: Path) -> Path:
    """A new private key."""
    signing_keys.make(folder / "key.pem")
    return folder / "key.pem"


def public(key: Path) -> Path:
    """Its public half."""
    return key.with_suffix(".pub.pem")


def made(place: Path, key: Path, content: str, **manifest: Any) -> Path:
    """An artefact whose weights are a text."""
    said = {"name": "sentiment", "release": int(place.name), "training": [FILE], **manifest}
    files = {registry.MANIFEST: json.dumps(said).encode(), "weights.txt": content.encode()}
    return registry.store(files, place, key_file=key)


def folders_of(tmp_path: Path, key: Path) -> ReleaseFolders:
    """Nothing promoted yet, and one release that ships."""
    made(tmp_path / "shipped" / "1", key, "one")
    return ReleaseFolders("sentiment", tmp_path / "promoted", tmp_path / "shipped", [public(key)])


def working(place: Path, key: Path) -> Path:
    """The shipped model of sentiment with another bias: of other content, and as good."""
    files = {path.name: path.read_bytes() for path in SHIPPED.iterdir()}
    with np.load(io.BytesIO(files["weights.npz"])) as arrays:
        changed = {name: arrays[name] for name in arrays.files}
    stored = io.BytesIO()
    np.savez(stored, **{**changed, "bias": changed["bias"] + 1e-6})
    manifest = {**json.loads(files[registry.MANIFEST]), "release": int(place.name)}
    files |= {"weights.npz": stored.getvalue(), registry.MANIFEST: json.dumps(manifest).encode()}
    return registry.store(files, place, key_file=key)
