"""Fits the head: logistic regression over the encoder's features, and how far its probabilities can be trusted.

Training only: scikit-learn fits it; what it fitted runs in the graph.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlmodels.photos.kinds import LEARNED
from mlmodels.photos.model import Floats

PENALTY, MAX_ROUNDS, FOLDS = 0.03, 400, 5
# A kind is said from a probability on from which so many of what was held out are right.
AIM = 0.98
_THRESHOLDS = tuple(round(0.3 + 0.01 * step, 2) for step in range(66))


@dataclass(frozen=True)
class Head:
    """Log-odds of each of `kinds` are `features @ weight + bias`, divided by `temperature`."""

    kinds: tuple[str, ...]
    weight: Floats
    bias: Floats

    def log_odds(self, features: Floats) -> Floats:
        """A row a picture."""
        found: Floats = features @ self.weight + self.bias
        return found


def fit(features: Floats, kinds: Sequence[str]) -> Head:
    """A head for the kinds that there are; each counts alike, however many pictures it has."""
    from sklearn.linear_model import LogisticRegression  # imported late: it takes a second
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # scikit-learn brings it, without types

    model = LogisticRegression(C=PENALTY, max_iter=MAX_ROUNDS, tol=1e-3, class_weight="balanced")
    with threadpool_limits(1):  # more threads wait for each other longer than they work
        model.fit(features, np.asarray(kinds))
    names, weight, bias = [str(name) for name in model.classes_], model.coef_.T, model.intercept_
    if len(names) == 2:  # of two the library fits one
        weight, bias = np.concatenate((-weight, weight), 1) / 2, np.concatenate((-bias, bias)) / 2
    order = [names.index(kind) for kind in LEARNED if kind in names]
    return Head(tuple(names[place] for place in order), weight[:, order], bias[order])


def unseen_log_odds(
    features: Floats, kinds: Sequence[str], numbers: Sequence[int], extra: tuple[Floats, Sequence[str]]
) -> Floats:
    """Log-odds of each picture from a head that learned from the other folds, and from `extra`; a column a kind.

    Where a fold's head has not seen a kind, that one is as improbable as the least probable.
    """
    found = np.zeros((len(kinds), len(LEARNED)))
    fold = np.asarray(numbers)
    for number in sorted(set(numbers)):
        test, rest = np.flatnonzero(fold == number), np.flatnonzero(fold != number)
        head = fit(np.concatenate((features[rest], extra[0])), [*np.asarray(kinds)[rest], *extra[1]])
        odds = head.log_odds(features[test])
        found[test] = odds.min(axis=1, keepdims=True)
        found[test[:, None], np.array([LEARNED.index(kind) for kind in head.kinds])] = odds
    return found


def best_temperature(log_odds: Floats, true: NDArray[np.int64]) -> float:
    """The divisor of log-odds with the least log loss, on a grid of 4 % steps from 0.2 to 5."""
    grid = 0.2 * 1.04 ** np.arange(83)
    rows = np.arange(len(true))
    losses = []
    for temperature in grid:
        scaled = log_odds / temperature
        top = scaled.max(axis=1)
        losses.append(float(np.mean(top + np.log(np.exp(scaled - top[:, None]).sum(axis=1)) - scaled[rows, true])))
    return round(float(grid[int(np.argmin(losses))]), 4)


def best_threshold(probability: Floats, right: NDArray[np.bool_]) -> float:
    """The least probability from which `AIM` of what is said is right."""
    for threshold in _THRESHOLDS:
        said = probability >= threshold
        if said.any() and right[said].mean() >= AIM:
            return threshold
    return _THRESHOLDS[-1]
