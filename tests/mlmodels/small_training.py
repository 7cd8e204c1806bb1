"""A small model of aspects, trained in a process of its own: after an import of JAX a process can't fork any more."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlmodels.aspects import base_weights
from mlmodels.aspects.labelled import Labelled
from mlmodels.aspects.wordpiece import WordPieces

WORDS = ("soup", "pasta", "bread", "waiter", "owner", "host", "good", "bad", "lovely", "awful", "the", "was", ".")
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS]
CHECKED = frozenset({"food", "staff"})


def base() -> dict[str, Any]:
    """Small random weights of the right shapes."""
    random, width = np.random.default_rng(5), base_weights.WIDTH

    def some(*shape: int) -> Any:
        return (random.normal(size=shape) * 0.05).astype(np.float32)

    layer = {
        **{"attend": some(width, 3 * width), "attend_bias": some(3 * width), "out": some(width, width)},
        **{"out_bias": some(width), "grow": some(width, 4 * width), "grow_bias": some(4 * width)},
        **{"shrink": some(4 * width, width), "shrink_bias": some(width)},
        **{f"{name}_scale": np.ones(width, np.float32) for name in ("first", "second")},
        **{f"{name}_shift": np.zeros(width, np.float32) for name in ("first", "second")},
    }
    return {
        **{"pieces": some(len(PIECES), width), "positions": some(base_weights.MAX_POSITIONS, width)},
        **{"scale": np.ones(width, np.float32), "shift": np.zeros(width, np.float32)},
        "layers": [layer, {name: value + 0 for name, value in layer.items()}],
    }


def sentences() -> list[Labelled]:
    found = []
    for thing in ("soup", "pasta", "bread", "waiter", "owner", "host"):
        for word in ("good", "bad", "lovely", "awful"):
            side = "positive" if word in ("good", "lovely") else "negative"
            category = "food" if thing in ("soup", "pasta", "bread") else "staff"
            praises = float(side == "positive")
            found.append(Labelled(f"The {thing} was {word}.", praises, 1.0, {category: side}, CHECKED))
    return found * 4


def train() -> tuple[dict[str, Any], list[str]]:
    """The trained parameters, and what was told of the progress."""
    import jax

    from mlmodels.aspects import training

    told: list[str] = []
    found = training.train(base(), PIECES, sentences(), told.append, rounds=14)
    return jax.tree_util.tree_map(np.asarray, found), told


def network_says(trained: dict[str, Any], texts: Sequence[str]) -> tuple[Any, Any]:
    """What the network makes of texts: praise, and the presence of each category."""
    from mlmodels.aspects import network, training

    numbers, mask = training.padded([WordPieces(PIECES).encode(text)[0] for text in texts])
    praise, presence, _ = network.run(trained, {**trained, "layers": []}, numbers, mask, None)
    return np.asarray(praise), np.asarray(presence)
