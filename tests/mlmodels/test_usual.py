"""What a day usually brings: medians, shrunk towards the long run, or without own days to cuisine and area."""

import numpy as np
import pytest

from mlmodels.visitors.panel import Floats, median
from mlmodels.visitors.usual import usual_of

DAYS = 364
FELT = np.broadcast_to(np.arange(DAYS) % 7, (6, DAYS)).astype(float)
CUISINES, AREAS = np.array([0, 0, 0, 1, 1, 1.0]), np.array([0, 1, 0, 1, 0, np.nan])


def logs() -> Floats:
    """Six restaurants, the last three of a busier cuisine; the weekday 5 brings more."""
    level = np.array([2.0, 2.1, 2.2, 3.0, 3.1, 3.2])[:, None]
    return np.broadcast_to(level + (FELT == 5) * 0.8, FELT.shape).copy()


def test_a_steady_restaurant_is_as_it_was() -> None:
    found = usual_of(logs(), FELT, CUISINES, AREAS)
    assert found.weekdays[0, 0] == pytest.approx(2.0, abs=0.05)
    assert found.weekdays[0, 5] == pytest.approx(2.8, abs=0.1)


def test_one_late_count_moves_little_and_many_move_all() -> None:
    once, lasting = logs(), logs()
    once[0, -77:] = np.nan
    once[0, -1] = 2.0 + np.log(16)
    lasting[0, -56:] += np.log(16)
    still = usual_of(logs(), FELT, CUISINES, AREAS).weekdays[0]
    assert (usual_of(once, FELT, CUISINES, AREAS).weekdays[0] - still).max() < np.log(2)
    assert (usual_of(lasting, FELT, CUISINES, AREAS).weekdays[0] - still).min() > np.log(8)


def test_who_has_no_days_is_like_its_cuisine() -> None:
    hidden = logs()
    hidden[2] = hidden[5] = np.nan
    found = usual_of(hidden, FELT, CUISINES, AREAS)
    assert found.level[2] < np.nanmean(hidden) < found.level[5]
    assert found.weekdays[2, 5] > found.weekdays[2, 0] + 0.5


def test_nobody_with_a_count_breaks_nothing() -> None:
    found = usual_of(np.full(FELT.shape, np.nan), FELT, CUISINES, AREAS)
    assert (found.weekdays == 0).all()


def test_medians_of_what_is_known() -> None:
    found = median(np.array([[3.0, np.nan, 1.0, 2.0], [1.0, 2.0, np.nan, np.nan], [np.nan] * 4]))
    assert found.tolist()[:2] == [2.0, 1.5]
    assert np.isnan(found[2])
