"""Figures of merit for probabilities of praise: accuracy, macro F1, calibration error, Brier score, temperature.

Pure.
"""

from dataclasses import dataclass

import numpy as np

from mlmodels.sentiment.features import Booleans, Floats

BINS = 10
UNSURE_BELOW = 0.4  # scores nearer to zero than this are labelled unsure: probabilities from 0.3 to 0.7


@dataclass(frozen=True)
class Figures:
    """All in 0 to 1.

    `calibration_error` is the expected one over ten equal bins; lower is better for it and for `brier`. `answered` is
    the share of texts that are not called unsure, and `answered_accuracy` how many of those are right.
    """

    accuracy: float
    macro_f1: float
    calibration_error: float
    brier: float
    answered: float
    answered_accuracy: float


def figures(probability: Floats, positive: Booleans) -> Figures:
    """Compare probabilities with what is true; praise is said from above 0.5. Rounded to four digits."""
    said = probability > 0.5
    sure = np.abs(2.0 * probability - 1.0) >= UNSURE_BELOW
    return Figures(
        accuracy=round(float(np.mean(said == positive)), 4),
        macro_f1=round((_f1(said, positive) + _f1(~said, ~positive)) / 2, 4),
        calibration_error=round(calibration_error(probability, positive), 4),
        brier=round(float(np.mean((probability - positive) ** 2)), 4),
        answered=round(float(np.mean(sure)), 4),
        answered_accuracy=round(float(np.mean((said == positive)[sure])), 4) if sure.any() else 1.0,
    )


def _f1(said: Booleans, true: Booleans) -> float:
    either = int(said.sum()) + int(true.sum())
    return 2.0 * int((said & true).sum()) / either if either else 1.0


def calibration_error(probability: Floats, positive: Booleans) -> float:
    """Mean gap between the said probability and the share that is true, over ten bins, weighted by their sizes."""
    place = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    gap = np.bincount(place, probability - positive, BINS)
    return float(np.abs(gap).sum() / len(probability))


def best_temperature(log_odds: Floats, positive: Booleans) -> float:
    """The divisor of `log_odds` with the least log loss, on a grid of 2 % steps from 0.1 to 10; exact in every run."""
    signed = np.where(positive, log_odds, -log_odds)
    grid = 0.1 * 1.02 ** np.arange(233)
    losses = [float(np.mean(np.logaddexp(0.0, -signed / temperature))) for temperature in grid]
    return round(float(grid[int(np.argmin(losses))]), 4)
