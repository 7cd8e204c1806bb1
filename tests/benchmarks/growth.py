"""Whether pages stay as fast in the database when reviews grow a hundredfold: planning and execution time of each page.

PostgreSQL's own clock (EXPLAIN ANALYZE) over the statements that the page sends, so nothing else is in the figure.
"""

from collections.abc import Callable, Iterator

from tests.benchmarks.data import RESTAURANTS
from tests.benchmarks.figures import Measurement
from tests.benchmarks.pages import ADDRESSES
from tests.benchmarks.site import Stage

SIZES = (10_000, 100_000, 1_000_000)
ADDRESSES_EACH = 25
_PLACES = ADDRESSES["restaurant_page"]
_LISTS = ADDRESSES["browse_page"]
# A page shows twenty reviews at most, whether all of a restaurant's match or none: both are asked for.
PAGES = {
    "restaurant_page": _PLACES,
    "browse_page": _LISTS,
    "home_page": ADDRESSES["home_page"],
    "reviews_by_stars": [f"{place}?stars=2" for place in _PLACES],
    "reviews_helpful": [f"{place}?sort=helpful" for place in _PLACES],
    "reviews_in_language": [f"{place}?language=en" for place in _PLACES],
    "reviews_in_rare_language": [f"{place}?language=fi" for place in _PLACES],
    "reviews_with_words": [f"{place}?words=soup" for place in _PLACES],
    "reviews_with_some_words": [f"{place}?words=table+137" for place in _PLACES],
    "reviews_with_rare_words": [f"{place}?words=ratatouille" for place in _PLACES],
    "reviews_with_photos": [f"{place}?photos=1" for place in _PLACES],
    "reviews_with_visits": [f"{place}?visit=confirmed" for place in _PLACES],
    "search": [f"/restaurants/?q=reiher+{number}" for number in range(1, 100)],
    "popular": ["/popular/"],
    "reviewer": [f"/reviewers/Guest%20{number}%40example.org/" for number in range(1, SIZES[0] // RESTAURANTS)],
}
# The best of so many: half a millisecond is soon doubled by what else a machine does, and sizes can't be interleaved.
PASSES = 3


def measure(on: Stage, grow: Callable[[Stage, int], None]) -> Iterator[Measurement]:
    """Each page at each size; the floor is the same page at the smallest."""
    smallest: dict[str, float] = {}
    for size in SIZES:
        print(f"growing to {size:,} reviews", flush=True)
        grow(on, size)
        for page, addresses in PAGES.items():
            step = max(len(addresses) // ADDRESSES_EACH, 1)
            milliseconds = min(on.inside("web", "database_time", *addresses[::step]) for _ in range(PASSES))
            floor = smallest.setdefault(page, milliseconds)
            name = f"growth_{page}_{size}"
            yield Measurement(name, milliseconds, "database ms", floor, note=f"at {size:,} reviews")
