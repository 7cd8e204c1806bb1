"""What a search or a list with filters costs the database among 10,000 restaurants, by its own clock."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlencode

import psycopg

from tests.benchmarks import data
from tests.benchmarks.figures import Measurement
from tests.benchmarks.site import Stage

NAMES = ("search", "filters", "near_me", "by_distance")
RESTAURANTS = 10_000
# A name, a cuisine that a ninth has, two words, a place, a dish, a mistake, and nothing at all.
_SEARCHES = ("reiher 77", "pizza", "italienisch linz", "sushi near linz", "dish123", "dihs123", "xyzxyz")
_FILTERS = ("cuisine=pizza", "rating=4&sort=rating", "wheelchair=1", "open=1", "cuisine=sushi&rating=3.5&q=reiher", "")
_PLACES = ("48.30,14.29", "48.35,14.20")
ADDRESSES = {
    "search": [f"/restaurants/?{urlencode({'q': words})}" for words in _SEARCHES],
    "filters": [f"/restaurants/?{chosen}" for chosen in _FILTERS],
    "by_distance": [
        f"/restaurants/?near={place}&sort=distance{chosen}"
        for place in _PLACES
        for chosen in ("", "&open=1", "&within=2")
    ],
    "near_me": [f"/map/?near={place}{chosen}" for place in _PLACES for chosen in ("", "&open=1", "&cuisine=pizza")],
}
_CUISINES = "ARRAY['pizza', 'italian', 'sushi', 'greek', 'indian', 'thai', 'burger', 'vegan', 'regional']"
_ROW = {
    "id": "uuidv7()",
    "slug": "'found-' || lpad(n::text, 5, '0')",
    "name": "'Zum ' || n || '. Reiher'",
    "cuisines": f"ARRAY[({_CUISINES})[1 + n % 9]]",
    "source_ref": "'found-' || n",
    "latitude": "48.2 + (n * 37 % 1000) * 0.0003",
    "longitude": "14.1 + (n * 101 % 997) * 0.0004",
    "time_zone": "'Europe/Vienna'",
    # Twice a day, at hours that differ.
    "open_week": "ARRAY(SELECT (day * 1440 + edge + n % 100)::smallint"
    " FROM generate_series(0, 6) AS day, unnest(ARRAY[660, 840, 1080, 1320]) AS edge ORDER BY 1)",
    "wheelchair": "(ARRAY['yes', 'no', 'limited', ''])[1 + n % 4]",
    "name_words": "'zum reiher ' || n % 500",
    "cuisine_words": f"({_CUISINES})[1 + n % 9]",
    # About as many words as the demo's menus have.
    "dish_words": "(SELECT string_agg('dish' || (n * 37 + k * 101) % 2000, ' ') FROM generate_series(1, 60) k)",
    "place_words": "'linz street' || n % 300",
}


def measure(on: Stage, asked: Iterable[str]) -> Iterator[Measurement]:
    """The median over the addresses of each kind."""
    with on.connect() as connection:
        _fill(connection)
    for name in asked:
        milliseconds = min(on.inside("web", "database_time", *ADDRESSES[name]) for _ in range(3))
        yield Measurement(name, milliseconds, "database ms", note=f"among {RESTAURANTS:,} restaurants")


def _fill(connection: psycopg.Connection) -> None:
    data.copy_restaurants(connection, _ROW, RESTAURANTS)
    connection.execute(
        "INSERT INTO restaurants_searchword (word, uses)"
        " SELECT word, ndoc FROM ts_stat('SELECT search FROM restaurants_restaurant') ON CONFLICT DO NOTHING"
    )
    connection.execute("VACUUM ANALYZE")
