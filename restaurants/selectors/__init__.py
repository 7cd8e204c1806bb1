"""Reads restaurants, reviews and owners."""

from restaurants.selectors.listing import (
    MAX_PAGES,
    ListPage,
    SiteCounts,
    list_restaurants,
    neighbourhoods,
    popular_restaurants,
    site_counts,
)
from restaurants.selectors.own_reviews import own_draft, own_review, own_reviews, review_history
from restaurants.selectors.owners import (
    is_affiliated,
    is_on_team,
    managed_restaurant,
    managed_restaurants,
    may_on,
    permissions_on,
    team_of,
)
from restaurants.selectors.page_versions import page_version
from restaurants.selectors.pages import (
    HistogramRow,
    PublicReview,
    RestaurantPage,
    ReviewFilter,
    histogram,
    latest_reviews,
    order_by_language,
    restaurant_page,
    reviews_by,
)
from restaurants.selectors.paging import KeysetPage
from restaurants.selectors.review_eligibility import ReviewEligibility, own_review_id, review_eligibility
from restaurants.selectors.reviewers import ReviewerPage, own_review_and_votes, reviewer_page
from restaurants.selectors.search import suggestions
from restaurants.selectors.visits import latest_visit_counts

__all__ = [
    "MAX_PAGES",
    "HistogramRow",
    "KeysetPage",
    "ListPage",
    "PublicReview",
    "RestaurantPage",
    "ReviewEligibility",
    "ReviewFilter",
    "ReviewerPage",
    "SiteCounts",
    "histogram",
    "is_affiliated",
    "is_on_team",
    "latest_reviews",
    "latest_visit_counts",
    "list_restaurants",
    "managed_restaurant",
    "managed_restaurants",
    "may_on",
    "neighbourhoods",
    "order_by_language",
    "own_draft",
    "own_review",
    "own_review_and_votes",
    "own_review_id",
    "own_reviews",
    "page_version",
    "permissions_on",
    "popular_restaurants",
    "restaurant_page",
    "review_eligibility",
    "review_history",
    "reviewer_page",
    "reviews_by",
    "site_counts",
    "suggestions",
    "team_of",
]
