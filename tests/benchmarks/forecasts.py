"""CPU seconds to train, test and forecast a town with two years of visits, as the nightly task does."""

from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

RESTAURANTS, DAYS = 300, 730
# Loaded in an hour from now, so that the visits are news to each forecast.
_VISITS = """
INSERT INTO core.visits (restaurant_id, day, visitors, purchases, event_id, counted_at, loaded_at)
SELECT md5('bench ' || place)::uuid, current_date - n,
       round((10 + place %% 60) * (1 + 0.4 * sin(2 * pi() * n / 7)) * exp(0.6 * (random() - 0.5))), NULL,
       gen_random_uuid(), now(), now() + interval '1 hour'
FROM generate_series(1, %s) place, generate_series(1, %s) n WHERE (n + place) %% 7 <> 0
"""


def forecast_all(on: Stage) -> Measurement:
    """The nightly run in the forecasts worker's own process; in the note what follows when visits arrive."""
    with on.connect("analytical/analytical") as analytical:
        analytical.execute("SELECT setseed(0.5)")
        analytical.execute(_VISITS, [RESTAURANTS, DAYS])
    done = on.inside("forecasts", "forecast")
    if done["restaurants"] != RESTAURANTS:
        raise SystemExit(f"{done['restaurants']} of {RESTAURANTS} restaurants were forecast.")
    note = f"{done['arrived']:.1f} CPU s when visits arrive, {done['memory']:.0f} MB; floor: each weekday's mean"
    return Measurement("forecast_all", done["nightly"], "CPU s", done["floor"], note=note)
