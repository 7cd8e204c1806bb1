"""Trains the network: AdamW, a rate that rises and falls, batches of sentences of like length. Training only."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from mlmodels.aspects import network
from mlmodels.aspects.base_weights import MAX_POSITIONS, Parameters
from mlmodels.aspects.categories import CATEGORIES, POLARITIES
from mlmodels.aspects.labelled import Labelled
from mlmodels.aspects.wordpiece import WordPieces

SEED, ROUNDS, LAST_ROUNDS, BATCH, SHUFFLED = 20261130, 3, 2, 32, 20
FIXED_LAYERS = 1  # the first layer, as the embeddings, stays as it came
RATE, HEADS_FASTER, RISE, DECAY = 1e-4, 10.0, 0.1, 0.01
FORGET_MEAN, FORGET_SQUARE, LONGEST_STEP = 0.9, 0.999, 1.0
LENGTHS = (12, 16, 24, 32, 48, MAX_POSITIONS)
SHOWN_EVERY = 20
Progress = Callable[[str], None]


@dataclass
class State:
    """What training keeps between steps."""

    trained: Parameters
    mean: Parameters
    square: Parameters
    steps: int = 0


def train(
    base: Parameters,
    pieces: Sequence[str],
    sentences: Sequence[Labelled],
    progress: Progress,
    rounds: int = ROUNDS,
    heads: Parameters | None = None,
) -> Parameters:
    """The parameters of encoder and heads, learned from `sentences`. It goes on from `heads`, if there are some."""
    fixed = {**base, "layers": base["layers"][:FIXED_LAYERS]}
    trained = {**(heads or network.heads(SEED)), "layers": base["layers"][FIXED_LAYERS:]}
    state = State(trained, _zeros(trained), _zeros(trained))
    reader, random, key = WordPieces(pieces), np.random.default_rng(SEED), jax.random.PRNGKey(SEED)
    numbers = [reader.encode(sentence.text)[0] for sentence in sentences]
    total, begun = rounds * (len(sentences) // BATCH), time.monotonic()
    for number in range(rounds):
        for chosen in _batches(numbers, random):
            key, own = jax.random.split(key)
            batch = _batch([sentences[row] for row in chosen], [numbers[row] for row in chosen])
            found = _step(state, fixed, batch, own, _rate(state.steps, total))
            if state.steps % SHOWN_EVERY == 0:
                left = (time.monotonic() - begun) * (total - state.steps) / state.steps
                told = f"step {state.steps} of {total}, loss {found:.3f}, {left:.0f} s left"
                progress(f"round {number + 1} of {rounds}: {told}")
    learned = jax.tree.map(np.asarray, state.trained)
    return {**fixed, **learned, "layers": [*fixed["layers"], *learned["layers"]]}


def _rate(step: int, total: int) -> float:
    share = step / max(total, 1)
    return RATE * min(1.0, (step + 1) / max(RISE * total, 1.0)) * max(0.0, 1.0 - share)


def _batches(numbers: list[list[int]], random: np.random.Generator) -> Iterator[list[int]]:
    """All rows once, but for a rest smaller than a batch; rows of one batch are of like length."""
    order = random.permutation(len(numbers))
    found = []
    for first in range(0, len(order), BATCH * SHUFFLED):
        part = sorted(order[first : first + BATCH * SHUFFLED].tolist(), key=lambda row: len(numbers[row]))
        found += [part[start : start + BATCH] for start in range(0, len(part), BATCH)]
    whole = [rows for rows in found if len(rows) == BATCH] or found
    for place in random.permutation(len(whole)):
        yield whole[place]


def padded(
    numbers: Sequence[list[int]],
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Rows of one length, and where each says something."""
    longest = max(map(len, numbers))
    length = next(each for each in LENGTHS if each >= longest)
    filled, mask = np.zeros((len(numbers), length), np.int32), np.zeros((len(numbers), length), np.float32)
    for place, row in enumerate(numbers):
        filled[place, : len(row)], mask[place, : len(row)] = row, 1.0
    return filled, mask


def _batch(sentences: Sequence[Labelled], numbers: Sequence[list[int]]) -> dict[str, Any]:
    filled, mask = padded(numbers)
    present = [[float(name in each.polarity) for name in CATEGORIES] for each in sentences]
    polarity = [[POLARITIES.get(each.polarity.get(name, ""), -1) for name in CATEGORIES] for each in sentences]
    return {
        "numbers": filled,
        "mask": mask,
        "praised": np.array([each.praises is not None for each in sentences]),
        "praise": np.array([each.praises or 0.0 for each in sentences], np.float32),
        "weight": np.array([each.weight for each in sentences], np.float32),
        "known": np.array([[name in each.known for name in CATEGORIES] for each in sentences]),
        "present": np.array(present, np.float32),
        "polarity": np.array(polarity, np.int32),
    }


def _step(state: State, fixed: Parameters, batch: dict[str, Any], key: Any, rate: float) -> float:
    state.steps += 1
    state.trained, state.mean, state.square, found = _adam(
        state.trained, state.mean, state.square, fixed, batch, key, jnp.float32(rate), jnp.float32(state.steps)
    )
    return float(found)


@partial(jax.jit, donate_argnums=(0, 1, 2))
def _adam(
    trained: Any, mean: Any, square: Any, fixed: Any, batch: Any, key: Any, rate: Any, step: Any
) -> tuple[Any, Any, Any, Any]:
    found, slope = jax.value_and_grad(network.loss)(trained, fixed, batch, key)
    length = jnp.sqrt(sum((each**2).sum() for each in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda each: each * jnp.minimum(1.0, LONGEST_STEP / length), slope)
    mean = jax.tree.map(lambda old, new: FORGET_MEAN * old + (1 - FORGET_MEAN) * new, mean, slope)
    square = jax.tree.map(lambda old, new: FORGET_SQUARE * old + (1 - FORGET_SQUARE) * new * new, square, slope)

    def moved(value: Any, first: Any, second: Any, faster: float) -> Any:
        direction = first / (1 - FORGET_MEAN**step) / (jnp.sqrt(second / (1 - FORGET_SQUARE**step)) + 1e-8)
        return value - rate * faster * (direction + DECAY * value * (value.ndim > 1))

    changed = {}
    for name, part in trained.items():
        faster = partial(moved, faster=1.0 if name == "layers" else HEADS_FASTER)
        changed[name] = jax.tree.map(faster, part, mean[name], square[name])
    return changed, mean, square, found


def _zeros(parameters: Parameters) -> Parameters:
    zeros: Parameters = jax.tree.map(np.zeros_like, parameters)
    return zeros
