"""Whether pages stay as fast in the database when reviews grow a hundredfold: planning and execution time of each page.

PostgreSQL's own clock (EXPLAIN ANALYZE) over the statements that the page sends, so nothing else is in the figure.
"""

from collections.abc import Callable, Iterator

from tests.benchmarks.figures import Measurement
from tests.benchmarks.pages import ADDRESSES
from tests.benchmarks.site import Stage

SIZES = (10_000, 100_000, 1_000_000)
PAGES = ("restaurant_page", "browse_page", "home_page")
ADDRESSES_EACH = 25
# The best of so many: half a millisecond is soon doubled by what else a machine does, and sizes can't be interleaved.
PASSES = 3


def measure(on: Stage, grow: Callable[[Stage, int], None]) -> Iterator[Measurement]:
    """Each page at each size; the floor is the same page at the smallest."""
    smallest: dict[str, float] = {}
    for size in SIZES:
        print(f"growing to {size:,} reviews", flush=True)
        grow(on, size)
        for page in PAGES:
            step = max(len(ADDRESSES[page]) // ADDRESSES_EACH, 1)
            milliseconds = min(on.inside("web", "database_time", *ADDRESSES[page][::step]) for _ in range(PASSES))
            floor = smallest.setdefault(page, milliseconds)
            name = f"growth_{page}_{size}"
            yield Measurement(name, milliseconds, "database ms", floor, note=f"at {size:,} reviews")
