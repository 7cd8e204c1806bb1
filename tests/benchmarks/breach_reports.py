"""What a report after a breach costs, when everything was read."""

from collections.abc import Collection, Iterator

from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("breach_report",)


def measure(on: Stage, wanted: Collection[str], *, reviews: int) -> Iterator[Measurement]:
    """Of a model that read every review, and of every owner's page, ten times each."""
    if "breach_report" not in wanted:
        return
    on.inside("migrator", "disclosed_facts", str(reviews))
    done = on.inside("breach", "breach_report")
    note = (
        f"{reviews:,} reviews, {done['models_people']:,} people; of all owners {done['restaurant']:.2f} s for "
        f"{done['restaurant_people']:,}; floor: reading the log and the accounts"
    )
    yield Measurement("breach_report", done["models"], "s", done["bare"], note=note)
