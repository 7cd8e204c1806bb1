"""The sentiment model as files, and back. No file of it is code: text, and numpy arrays read without pickle.

It does not sign, and does not verify: `mlmodels.registry` does. The same weights are always the same bytes.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from mlmodels.exceptions import ArtefactRefused
from mlmodels.registry import ModelArtefact
from mlmodels.sentiment import lexicon
from mlmodels.sentiment.doubt import SIGNALS, Doubt
from mlmodels.sentiment.model import SentimentModel, Weights
from mlmodels.sentiment.vocabulary import Vocabulary

NAME = "sentiment"
SHIPPED = Path(__file__).parent / "artefact"
WORDS, PIECES, LEXICON, ARRAYS = "words.txt", "pieces.txt", "lexicon.tsv", "weights.npz"
MAIN = "en"  # the language whose files have plain names


def files_of(weights: Weights, language: str = MAIN) -> dict[str, bytes]:
    """The files that hold `weights`, by name. Those of another language than the main one begin with its code."""
    stored = io.BytesIO()
    np.savez(
        stored,
        keys=weights.vocabulary.keys,
        key_rarity=weights.key_rarity,
        key_weight=weights.key_weight,
        piece_rarity=weights.piece_rarity,
        piece_weight=weights.piece_weight,
        lexicon_weight=weights.lexicon_weight,
        bias=np.array(weights.bias),
        temperature=np.array(weights.temperature),
        key_doubt=weights.doubt.key_weight,
        signal_doubt=weights.doubt.signal_weight,
        doubt_bias=np.array(weights.doubt.bias),
    )
    found = {
        WORDS: "\n".join(weights.vocabulary.words).encode(),
        PIECES: "\n".join(weights.vocabulary.pieces).encode(),
        LEXICON: lexicon.to_text(weights.lexicon).encode(),
        ARRAYS: stored.getvalue(),
    }
    return {_prefix(language) + name: content for name, content in found.items()}


def models_of(artefact: ModelArtefact) -> dict[str, SentimentModel]:
    """The model of each language that the manifest names. Raises ArtefactRefused if its files do not make them."""
    return {language: model_of(artefact, language) for language in artefact.manifest.get("languages", [])}


def model_of(artefact: ModelArtefact, language: str = MAIN) -> SentimentModel:
    """The model of one language in a verified artefact. Raises ArtefactRefused if its files do not make one."""
    prefix = _prefix(language)
    try:
        weights = _weights({name: artefact.files[prefix + name] for name in (WORDS, PIECES, LEXICON, ARRAYS)})
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ArtefactRefused(f"Release {artefact.release} of {NAME} cannot be read: {error}.") from error
    return SentimentModel(weights, version=artefact.release)


def _prefix(language: str) -> str:
    return "" if language == MAIN else f"{language}."


def _weights(files: dict[str, bytes]) -> Weights:
    with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as arrays:
        found: dict[str, Any] = {name: arrays[name] for name in arrays.files}
    vocabulary = Vocabulary(_lines(files[WORDS]), found.pop("keys"), _lines(files[PIECES]))
    for name, size in (("key", len(vocabulary.keys)), ("piece", len(vocabulary.pieces))):
        if found[f"{name}_rarity"].shape != (size,) or found[f"{name}_weight"].shape != (size,):
            raise ValueError(f"there is not one weight for each {name}")
    doubt = Doubt(found.pop("key_doubt"), found.pop("signal_doubt"), float(found.pop("doubt_bias")))
    if doubt.key_weight.shape != (len(vocabulary.keys),) or doubt.signal_weight.shape != (len(SIGNALS),):
        raise ValueError("there is not one weight of doubt for each key and signal")
    found |= {"bias": float(found["bias"]), "temperature": float(found["temperature"]), "doubt": doubt}
    return Weights(vocabulary=vocabulary, lexicon=lexicon.from_text(files[LEXICON].decode()), **found)


def _lines(stored: bytes) -> tuple[str, ...]:
    return tuple(stored.decode().split("\n")) if stored else ()
