"""An isolation forest on the same days, for comparison only. It takes scikit-learn, which the site does not need."""

import numpy as np

from analytics.leaks.reading import Floats, History

_TREES = 200
_WINDOW = 14
_NIGHT = slice(0, 6)


def forest_scores(history: History, *, from_day: int) -> Floats:
    """How isolated each day of reading is, from 0 up; fitted on all days, without labels. 0 before `from_day`."""
    from sklearn.ensemble import IsolationForest

    features = _features(history)
    active = history.in_day > 0
    forest = IsolationForest(n_estimators=_TREES, random_state=0).fit(features[active])
    result = np.zeros(active.shape)
    result[active] = -forest.score_samples(features[active])
    result[:, :from_day] = 0
    return result


def _features(history: History) -> Floats:
    """By person and day: counts, hours, datasets and two weeks of new people, less the median of the role."""
    new = np.log1p(history.new.sum(axis=2))
    sums = np.cumsum(np.pad(new, ((0, 0), (_WINDOW, 0))), axis=1)
    features = np.stack(
        [
            *(np.log1p(each) for each in (history.in_hour, history.in_day, history.in_month)),
            *(new, (sums[:, _WINDOW:] - sums[:, :-_WINDOW]) / _WINDOW),
            *(history.present.sum(axis=2), history.present[:, :, _NIGHT].sum(axis=2), history.first_datasets),
        ],
        axis=2,
    ).astype(float)
    for role in set(history.roles):
        members = history.members(role)
        days = history.in_day[members] > 0
        features[members] -= np.median(features[members][days], axis=0)
    return features
