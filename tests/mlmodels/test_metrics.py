"""Figures against ones worked out by hand."""

import numpy as np
import pytest

from mlmodels.sentiment.metrics import Figures, best_temperature, figures

TRUTH = np.array([True, True, False, False])


def test_perfect() -> None:
    assert figures(np.array([1.0, 1.0, 0.0, 0.0]), TRUTH) == Figures(1.0, 1.0, 0.0, 0.0, 1.0, 1.0)


def test_by_hand() -> None:
    found = figures(np.array([0.9, 0.4, 0.1, 0.1]), TRUTH)
    assert (found.answered, found.answered_accuracy) == (0.75, 1.0)
    assert found.accuracy == 0.75
    assert found.macro_f1 == pytest.approx((2 / 3 + 4 / 5) / 2, abs=1e-4)
    assert found.calibration_error == pytest.approx((0.1 + 0.6 + 0.2) / 4, abs=1e-4)
    assert found.brier == pytest.approx((0.01 + 0.36 + 0.01 + 0.01) / 4, abs=1e-4)


def test_temperature_cools_what_is_too_sure_and_warms_what_is_not() -> None:
    truth = np.array([True] * 3 + [False])
    assert best_temperature(np.full(4, 9.0), truth) == pytest.approx(9.0 / np.log(3), rel=0.02)
    assert best_temperature(np.full(4, 0.2), truth) == pytest.approx(0.2 / np.log(3), rel=0.02)
