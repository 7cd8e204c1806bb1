"""The network in JAX: four layers of MiniLM, and above them one look at the words for each category. Training only.

For each category, and for the sentiment of the whole, a learned query weighs the words; from their weighted mean comes
whether the category is spoken of, and how. The weights say which words carried it.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from mlmodels.aspects.base_weights import HEADS, WIDTH, Parameters
from mlmodels.aspects.categories import CATEGORIES, POLARITIES

Array = Any  # JAX's arrays, traced or not
COUNT = len(CATEGORIES)
EPSILON, FAR, DROPPED = 1e-12, -1e9, 0.1
PRESENCE_SHARE, POLARITY_SHARE = 0.25, 0.5


def heads(seed: int) -> Parameters:
    """New parameters of what stands above the encoder."""
    random = np.random.default_rng(seed)

    def small(*shape: int) -> Array:
        return (random.normal(size=shape) * 0.02).astype(np.float32)

    kinds = len({*POLARITIES.values()})
    return {
        "queries": small(WIDTH, COUNT + 1),
        "presence": small(WIDTH, COUNT),
        "presence_bias": np.full(COUNT, -1.0, np.float32),
        "polarity": small(WIDTH, kinds),
        "polarity_bias": np.zeros((COUNT, kinds), np.float32),
        "praise": small(WIDTH),
        "praise_bias": np.zeros((), np.float32),
    }


def embed(fixed: Parameters, numbers: Array) -> Array:
    """Vectors of the pieces, before the layers."""
    raw = fixed["pieces"][numbers] + fixed["positions"][: numbers.shape[1]]
    return _normal(raw, fixed["scale"], fixed["shift"])


def run(trained: Parameters, fixed: Parameters, numbers: Array, mask: Array, key: Array) -> tuple[Array, Array, Array]:
    """Log-odds of praise (rows), of categories (rows, categories), and of polarities; `key` None: nothing dropped."""
    vectors = embed(fixed, numbers)
    for layer in fixed["layers"]:
        vectors = _layer(layer, vectors, mask, None, None)
    keys = [None] * (2 * len(trained["layers"])) if key is None else jax.random.split(key, 2 * len(trained["layers"]))
    for number, layer in enumerate(trained["layers"]):
        vectors = _layer(layer, vectors, mask, keys[2 * number], keys[2 * number + 1])
    weight = jnp.einsum("btd,dk->bkt", vectors, trained["queries"]) + (1 - mask[:, None, :]) * FAR
    means = jnp.einsum("bkt,btd->bkd", jax.nn.softmax(weight, -1), vectors)
    of_category = means[:, :COUNT]
    return (
        means[:, COUNT] @ trained["praise"] + trained["praise_bias"],
        jnp.einsum("bkd,dk->bk", of_category, trained["presence"]) + trained["presence_bias"],
        of_category @ trained["polarity"] + trained["polarity_bias"],
    )


def loss(trained: Parameters, fixed: Parameters, batch: dict[str, Array], key: Array) -> Array:
    """What is to be made small: errors of praise, presence and polarity, where each is known."""
    praise, presence, polarity = run(trained, fixed, batch["numbers"], batch["mask"], key)
    whole = jnp.where(batch["praised"], _error(praise, batch["praise"]) * batch["weight"], 0.0).sum()
    spoken = jnp.where(batch["known"], _error(presence, batch["present"]), 0.0).sum()
    chosen = jnp.take_along_axis(jax.nn.log_softmax(polarity, -1), jnp.maximum(batch["polarity"], 0)[..., None], -1)
    sides = jnp.where(batch["polarity"] >= 0, -chosen[..., 0], 0.0).sum()
    return (whole + PRESENCE_SHARE * spoken + POLARITY_SHARE * sides) / batch["numbers"].shape[0]


def _error(odds: Array, truth: Array) -> Array:
    return jnp.logaddexp(0.0, odds) - odds * truth


def _normal(values: Array, scale: Array, shift: Array) -> Array:
    middle = values.mean(-1, keepdims=True)
    spread = ((values - middle) ** 2).mean(-1, keepdims=True)
    return (values - middle) / jnp.sqrt(spread + EPSILON) * scale + shift


def _layer(layer: Parameters, vectors: Array, mask: Array, first: Array, second: Array) -> Array:
    rows, length, width = vectors.shape
    parts = (vectors @ layer["attend"] + layer["attend_bias"]).reshape(rows, length, 3, HEADS, width // HEADS)
    queries, keys, values = parts[:, :, 0], parts[:, :, 1], parts[:, :, 2]
    scores = jnp.einsum("bqhd,bkhd->bhqk", queries, keys) / np.sqrt(width // HEADS)
    weight = jax.nn.softmax(scores + (1 - mask[:, None, None, :]) * FAR, -1)
    seen = jnp.einsum("bhqk,bkhd->bqhd", weight, values).reshape(rows, length, width)
    near = _drop(seen @ layer["out"] + layer["out_bias"], first)
    vectors = _normal(vectors + near, layer["first_scale"], layer["first_shift"])
    grown = jax.nn.gelu(vectors @ layer["grow"] + layer["grow_bias"], approximate=False)
    far = _drop(grown @ layer["shrink"] + layer["shrink_bias"], second)
    return _normal(vectors + far, layer["second_scale"], layer["second_shift"])


def _drop(values: Array, key: Array) -> Array:
    if key is None:
        return values
    return jnp.where(jax.random.bernoulli(key, 1 - DROPPED, values.shape), values / (1 - DROPPED), 0.0)
