"""What is read of restaurants, reviews and owners."""

from restaurants.selectors.listing import (
    NEAR_KM,
    Counts,
    browse,
    common_cuisines,
    counts,
    near,
    neighbourhoods,
    popular,
)
from restaurants.selectors.owners import (
    dashboards_of,
    owners_of,
    restaurant_with_dashboard,
    user_owns,
)
from restaurants.selectors.pages import (
    HistogramRow,
    Place,
    ShownReview,
    histogram,
    latest_reviews,
    restaurant_page,
    those_one_reads_first,
)
from restaurants.selectors.paging import Page
from restaurants.selectors.standing import Standing, standing_of
from restaurants.selectors.versions import page_version
from restaurants.selectors.visits import latest_visits

__all__ = [
    "NEAR_KM",
    "Counts",
    "HistogramRow",
    "Page",
    "Place",
    "ShownReview",
    "Standing",
    "browse",
    "common_cuisines",
    "counts",
    "dashboards_of",
    "histogram",
    "latest_reviews",
    "latest_visits",
    "near",
    "neighbourhoods",
    "owners_of",
    "page_version",
    "popular",
    "restaurant_page",
    "restaurant_with_dashboard",
    "standing_of",
    "those_one_reads_first",
    "user_owns",
]
