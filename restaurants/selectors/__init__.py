"""What is read of restaurants, reviews and owners."""

from restaurants.selectors.listing import (
    NEAR_KM,
    SiteCounts,
    browse,
    common_cuisines,
    counts,
    near,
    neighbourhoods,
    popular,
)
from restaurants.selectors.owners import dashboards_of, is_owner, owners_of, restaurant_with_dashboard
from restaurants.selectors.page_versions import page_version
from restaurants.selectors.pages import (
    HistogramRow,
    RestaurantPage,
    ShownReview,
    histogram,
    latest_reviews,
    reading_order,
    restaurant_page,
)
from restaurants.selectors.paging import KeysetPage
from restaurants.selectors.review_eligibility import ReviewEligibility, review_eligibility
from restaurants.selectors.visits import latest_visits

__all__ = [
    "NEAR_KM",
    "HistogramRow",
    "KeysetPage",
    "RestaurantPage",
    "ReviewEligibility",
    "ShownReview",
    "SiteCounts",
    "browse",
    "common_cuisines",
    "counts",
    "dashboards_of",
    "histogram",
    "is_owner",
    "latest_reviews",
    "latest_visits",
    "near",
    "neighbourhoods",
    "owners_of",
    "page_version",
    "popular",
    "reading_order",
    "restaurant_page",
    "restaurant_with_dashboard",
    "review_eligibility",
]
