"""Figures for a folder of labelled photos: the model beside colours and edges, in the same run. It changes nothing.

Heads are fitted anew for it, so that each is measured on sources, or on folds of photos, that it did not learn from;
the encoder never saw any of them as training. Photos that the release as it ships never saw are measured apart.
"""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlmodels.photos import artefact, labelled, training
from mlmodels.photos.baselines import histogram_features
from mlmodels.photos.encoder_graph import DRINKS, FEATURES, WIDTH
from mlmodels.photos.kinds import DOCUMENT, DRINK, FOOD, LEARNED, MENU, OTHER, PEOPLE
from mlmodels.photos.labelled import LabelledPhoto
from mlmodels.photos.model import Floats, PhotoModel, reading_of, softmax
from mlmodels.photos.renderings import renderings
from mlmodels.registry import ModelArtefact

Progress = Callable[[str], None]
BINS = 10
# Kinds that a folder has no photos of count as the kind that it would call them.
FALLBACK = {DRINK: FOOD, MENU: DOCUMENT, PEOPLE: OTHER}
MODEL, HISTOGRAM = "model", "histogram"


@dataclass(frozen=True)
class Measured:
    """The features of labelled photos for both methods, and of what is drawn; milliseconds of one core an image."""

    photos: Sequence[LabelledPhoto]
    features: dict[str, Floats]
    extra: dict[str, tuple[Floats, list[str]]]
    milliseconds: float

    @property
    def kinds(self) -> list[str]:
        """The kind of each photo."""
        return [photo.kind for photo in self.photos]


def evaluate(path: Path, *, found: ModelArtefact, progress: Progress) -> dict[str, Any]:
    """Measure the release `found` on a folder."""
    data, model = labelled.read(path), artefact.model_of(found)
    progress(f"features of {len(data.photos)} photos")
    seen = artefact.seen_photos(found)
    result: dict[str, Any] = {
        "data": describe(data, path),
        "release": model.version,
        "as_it_ships": as_it_ships(model, [each for each in data.photos if each.digest[:12] not in seen]),
    }
    if seen:  # one that was adopted gives no features
        measured = measure(model, data.photos)
        progress("sources never learned from")
        result["unseen_sources"] = unseen_sources(measured)
        progress("kinds by folds")
        result["by_folds"] = by_folds(measured, model.form.temperature, model.form.threshold)
        result["ms_per_image"] = round(measured.milliseconds, 2)
    result["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def describe(data: labelled.LabelledPhotos, path: Path) -> dict[str, Any]:
    """What a folder holds."""
    counts = {kind: sum(each.kind == kind for each in data.photos) for kind in LEARNED}
    return {
        "folder": path.name,
        "photos": len(data.photos),
        "left_out": data.left_out,
        "kinds": {kind: count for kind, count in counts.items() if count},
        "sources": sorted({each.source for each in data.photos}),
    }


def measure(model: PhotoModel, photos: Sequence[LabelledPhoto]) -> Measured:
    """The features of photos, and of drawn menus and documents."""
    rows, coarse, started = [], [], 0.0
    model.prepare()
    for photo in photos:
        before = time.process_time()
        picture = photo.picture()
        rows.append(model.run(picture, FEATURES)[0])
        started += time.process_time() - before
        coarse.append(histogram_features(picture))
    drawn = list(renderings())
    kinds = [kind for kind, _ in drawn]
    extra = {
        MODEL: (np.array([model.run(each, FEATURES)[0] for _, each in drawn]).reshape(-1, WIDTH), kinds),
        HISTOGRAM: (np.array([histogram_features(each) for _, each in drawn]), kinds),
    }
    features = {MODEL: np.array(rows), HISTOGRAM: np.array(coarse)}
    return Measured(photos, features, extra, 1000 * started / len(photos))


def probabilities(log_odds: Floats, features: Floats, temperature: float = 1.0) -> Floats:
    """As the graph has them: of the learned kinds, and of drinks as the last column."""
    drink = features[:, 1280 + DRINKS] if features.shape[1] == WIDTH else np.full(len(features), -np.inf)
    no_drink = np.logaddexp(0.0, drink)[:, None]
    learned = np.log(np.maximum(softmax(log_odds), 1e-300)) - no_drink
    joined = np.concatenate((learned, np.maximum(drink, -700.0)[:, None] - no_drink), axis=1)
    return softmax(joined / temperature)


def unseen_sources(measured: Measured) -> dict[str, Any]:
    """AUC of food against the rest, each time on sources that the head did not learn from."""
    sources = np.array([each.source for each in measured.photos])
    food = np.array([kind == FOOD for kind in measured.kinds])
    tests = []
    for held in _tests(sources, food):
        test = np.isin(sources, held)
        figures = {name: round(_auc(_food_chance(measured, name, test), food[test]), 4) for name in measured.features}
        tests.append({"sources": held, "photos": int(test.sum()), **figures})
    means = {
        name: round(float(np.mean([each[name] for each in tests])), 4) if tests else None for name in measured.features
    }
    return {"auc": means, "tests": tests}


def _tests(sources: NDArray[Any], food: NDArray[np.bool_]) -> list[list[str]]:
    """Each source that has both; and each pair of one with food and one without any."""
    both: list[str] = []
    only: list[str] = []
    none: list[str] = []
    for source in sorted(set(sources)):
        shares = food[sources == source]
        (only if shares.all() else both if shares.any() else none).append(source)
    found = [[source] for source in both] + [[one, other] for one in only for other in none]
    return [held for held in found if len({*food[~np.isin(sources, held)]}) == 2]


def _food_chance(measured: Measured, name: str, test: NDArray[np.bool_]) -> Floats:
    features, (drawn, kinds) = measured.features[name], measured.extra[name]
    rest = np.flatnonzero(~test)
    head = training.fit(np.concatenate((features[rest], drawn)), [*(measured.kinds[row] for row in rest), *kinds])
    found = probabilities(head.log_odds(features[test]), features[test])
    chance: Floats = found[:, head.kinds.index(FOOD)] + found[:, -1]
    return chance


def _auc(chance: Floats, true: NDArray[np.bool_]) -> float:
    from sklearn.metrics import roc_auc_score  # imported late: it takes a second

    return float(roc_auc_score(true, chance))


def by_folds(measured: Measured, temperature: float, threshold: float) -> dict[str, Any]:
    """Kinds of photos that the heads did not learn from; photos of one house are in one fold."""
    numbers = labelled.folds(measured.photos, training.FOLDS)
    found: dict[str, Any] = {"folds": training.FOLDS}
    for name, features in measured.features.items():
        odds = training.unseen_log_odds(features, measured.kinds, numbers, measured.extra[name])
        chances = probabilities(odds, features, temperature if name == MODEL else 1.0)
        rows = [dict(zip((*LEARNED, DRINK), map(float, row), strict=True)) for row in chances]
        found[name] = figures(rows, measured.kinds, threshold)
    return found


def as_it_ships(model: PhotoModel, photos: Sequence[LabelledPhoto]) -> dict[str, Any]:
    """The shipped model on photos that it never saw."""
    if not photos:
        return {"photos": 0}
    rows = [model.probabilities(photo.picture()) for photo in photos]
    kinds = [photo.kind for photo in photos]
    food = np.array([kind == FOOD for kind in kinds])
    found = {"photos": len(photos), **figures(rows, kinds, model.form.threshold)}
    if 0 < food.sum() < len(food):
        found["auc"] = round(_auc(np.array([row.get(FOOD, 0.0) + row.get(DRINK, 0.0) for row in rows]), food), 4)
    return found


def figures(rows: Sequence[dict[str, float]], true: Sequence[str], threshold: float) -> dict[str, Any]:
    """Quality of probabilities. F1 counts the likeliest kind, `accuracy_said` what is above the threshold."""
    known = {*true}
    found = [merged(row, known) for row in rows]
    likeliest = [reading_of(row, 0.0).kind for row in found]
    chance = np.array([max(row.values()) for row in found])
    right = np.array([kind == real for kind, real in zip(likeliest, true, strict=True)])
    said = np.array([bool(reading_of(row, threshold).kind) for row in found])
    of_kind = {kind: _f1(likeliest, true, kind) for kind in sorted(known)}
    return {
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(float(np.mean([*of_kind.values()])), 4),
        "calibration_error": round(_calibration_error(chance, right), 4),
        "not_known": round(float(1.0 - said.mean()), 4),
        "accuracy_said": round(float(right[said].mean()), 4) if said.any() else None,
        "f1": {kind: round(value, 4) for kind, value in of_kind.items()},
    }


def merged(row: dict[str, float], known: set[str]) -> dict[str, float]:
    """Probabilities of the kinds in `known` alone; those of others count as what they would be called."""
    found: dict[str, float] = dict.fromkeys(known, 0.0)
    for kind, value in row.items():
        name = kind if kind in known else FALLBACK.get(kind, kind)
        found[name] = found.get(name, 0.0) + value
    return found


def _f1(said: Sequence[str], true: Sequence[str], kind: str) -> float:
    both = sum(one == kind == other for one, other in zip(said, true, strict=True))
    either = sum(one == kind for one in said) + sum(each == kind for each in true)
    return 2 * both / either if either else 1.0


def _calibration_error(chance: Floats, right: NDArray[np.bool_]) -> float:
    place = np.minimum((chance * BINS).astype(np.int64), BINS - 1)
    return float(np.abs(np.bincount(place, chance - right, BINS)).sum() / len(chance))
