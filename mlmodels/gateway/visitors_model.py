"""The visitors model behind the gateway: whoever asks sends the counts, and nothing of this site's is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import connections

from mlmodels.active import STORE
from mlmodels.gateway.exceptions import InvalidRequest, ModelNotReady
from mlmodels.gateway.served_models import ServedModel, texts_of
from mlmodels.gateway.tensors import BYTES, FP64, Tensor, TensorSpec, numbers, texts
from mlmodels.visitors import calendar, release
from mlmodels.visitors.eligibility import has_enough, shown_days
from mlmodels.visitors.model import HORIZON, Forecaster
from mlmodels.visitors.panel import LOOK_AHEAD, Panel, PanelRestaurant

NAME = "visitors"
# In place of a count that there is not, and of a forecast for a day on which the restaurant is always closed.
NONE = -1
MAX_DAYS, MAX_COUNT, MAX_WORD = 1095, 100_000, 100
PLACE = ("country", "region", "cuisine")
FIGURES = ("mean", "low", "high", "baseline")
_TRAINED_ON = "SELECT trained_on, erased_since FROM derived.visitor_model WHERE version = %s"


@dataclass(frozen=True, kw_only=True)
class ServedVisitors(ServedModel):
    """Visitors of the coming days, from counts up to `last_day`."""

    forecaster: Forecaster

    def answer(self, inputs: Mapping[str, Tensor]) -> list[Tensor]:
        """The days, and for each restaurant and day mean, band and the weekday's usual number."""
        panel = self._panel(inputs)
        enough = has_enough(panel)
        if not enough.all():
            raise InvalidRequest(f"{self.name} needs eight weeks of counts of each restaurant, and some of late.")
        said = self.forecaster.forecast(panel, after=panel.last_day)
        shown = shown_days(said, enough)
        days = texts("day", [day.isoformat() for day in said.days], (len(said.days),))
        figures = {name: np.where(shown, getattr(said, name), NONE) for name in FIGURES}
        return [days, *(numbers(name, each, digits=0) for name, each in figures.items())]

    def _panel(self, inputs: Mapping[str, Tensor]) -> Panel:
        counts = inputs["visitors"]
        if len(counts.shape) != 2 or counts.shape[1] > MAX_DAYS:
            raise InvalidRequest(f"visitors must have the shape [restaurants, days], of at most {MAX_DAYS} days.")
        rows = counts.shape[0]
        given = counts.in_shape().astype(np.float64)
        if ((given < 0) & (given != NONE)).any() or (given > MAX_COUNT).any():
            raise InvalidRequest(f"A count must be from 0 to {MAX_COUNT}; {NONE} says that there is none.")
        first_day = _last_day(inputs["last_day"]) - timedelta(days=counts.shape[1] - 1)
        columns = [
            texts_of(inputs[name], rows, max_length=MAX_WORD) if name in inputs else [""] * rows for name in PLACE
        ]
        places = [
            PanelRestaurant(str(row), cuisine=cuisine, area=region, region=region, country=country)
            for row, (country, region, cuisine) in enumerate(zip(*columns, strict=True))
        ]
        holidays = calendar.holidays_of(places, first_day, counts.shape[1] + LOOK_AHEAD)
        return Panel(places, first_day, np.where(given == NONE, np.nan, given), holidays)


def load_visitors() -> ServedVisitors:
    """The newest model that opens. Raises ModelNotReady while the site has trained none."""
    found = release.newest()
    if found is None:
        raise ModelNotReady("The site has trained no visitors model yet.")
    return ServedVisitors(
        name=NAME,
        version=version_of(found.version),
        properties=_properties(found),
        inputs=(TensorSpec("visitors", FP64, (-1, -1)), TensorSpec("last_day", BYTES, (1,))),
        optional=tuple(TensorSpec(name, BYTES, (-1,)) for name in PLACE),
        outputs=(
            TensorSpec("day", BYTES, (HORIZON,)),
            *(TensorSpec(name, FP64, (-1, HORIZON)) for name in FIGURES),
        ),
        max_rows=8,
        forecaster=found.forecaster,
    )


def version_of(stored: str) -> str:
    """The version as addresses have it: without the name, and without spaces."""
    return stored.removeprefix(f"{NAME} ").replace(" ", "-")


def _properties(found: release.VisitorsRelease) -> dict[str, str]:
    with connections[STORE].cursor() as cursor:
        cursor.execute(_TRAINED_ON, [found.version])
        row: Any = cursor.fetchone() or ((), 0)
    return {
        "trained_on": "; ".join(row[0]),
        "trained_until": found.forecaster.trained_until.isoformat(),
        "erased_since": str(row[1]),
        "none": f"{NONE} stands for a day without a count, or without a forecast",
    }


def _last_day(tensor: Tensor) -> date:
    (text,) = texts_of(tensor, 1, max_length=MAX_WORD)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidRequest("last_day must be a day such as 2026-10-31.") from None
    if not 2000 <= day.year <= 2100:
        raise InvalidRequest("last_day must be in this century.")
    return day
