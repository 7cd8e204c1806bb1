"""The protections of reviews, public pages, and what belongs to a restaurant's owner."""

import re
from typing import Any

from accounts.models import User
from restaurants.models import Restaurant, Review, ReviewDraft
from restaurants.selectors import ReviewerPage
from tests.attacks.protection import Protection
from tests.attacks.switches import FunctionRedefined, Replaced, Sql, Together, allow, always, do_nothing, setting

_VERSIONED = ("restaurants_restaurant", "restaurants_restaurantrating", "restaurants_review", "restaurants_menu")


def dashboards_of_anybody(_user: Any, _permission: Any = None) -> Any:
    """Return every restaurant, whoever asks."""
    return Restaurant.objects.select_related("rating")


def restaurant_of_anybody(_user: Any, slug: str) -> Any:
    """Return a restaurant, whoever asks."""
    return Restaurant.objects.get(slug=slug)


def review_of_anybody(_author: Any, restaurant: Restaurant) -> Any:
    """Return a review of the restaurant, whoever asks."""
    return Review.objects.filter(restaurant=restaurant).first()


def draft_of_anybody(_user: Any, restaurant: Restaurant) -> Any:
    """Return a draft of the restaurant, whoever asks."""
    return ReviewDraft.objects.filter(restaurant=restaurant).first()


def drafts_of_anybody(_user: Any, restaurant: Restaurant) -> Any:
    """Return every draft of the restaurant, whoever asks."""
    return ReviewDraft.objects.filter(restaurant=restaurant)


def page_with_account(pen_name: str, count: int, reviews: Any) -> Any:
    """Add the author's id and address to what is shown as their name."""
    author = User.objects.get(profile__display_name=pen_name)
    return ReviewerPage(f"{pen_name} {author.pk} {author.email}", count, reviews)


def is_cacheable_without_cookies(_request: Any, response: Any) -> bool:
    """Remove the cookies from the page, and cache it."""
    response.cookies.clear()
    return True


def key_without_host(request: Any) -> tuple[str, ...]:
    """Key a page by path and query."""
    return request.path, request.META.get("QUERY_STRING", "")


def key_of_whole_path(request: Any) -> tuple[str, ...]:
    """Key a page by host, query, and the path with the mount point before it."""
    return request.META.get("HTTP_HOST", ""), request.path, request.META.get("QUERY_STRING", "")


def same_request(request: Any) -> Any:
    """Render a page from everything that was sent."""
    return request


def any_range(header: str, size: int) -> tuple[int, int]:
    """The first range that a header names, as far as it can be read, or everything."""
    numbers = re.findall(r"\d+", header, re.ASCII)
    start = min(int(numbers[0]), size - 1) if numbers else 0
    return start, size


PROTECTIONS = (
    Protection(
        "review_trigger",
        "The database refuses a review by a person who is not confirmed.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_review_author_confirmed"),
    ),
    Protection(
        "own_reviews_only",
        "Nobody edits or withdraws another person's review, whatever slug or id they send.",
        "the review that is found is anybody's",
        Together(
            *(
                Replaced(f"{module}.own_review", review_of_anybody)
                for module in ("restaurants.selectors", "restaurants.actions.reviews")
            )
        ),
    ),
    Protection(
        "own_drafts_only",
        "Nobody reads, changes or deletes another person's draft.",
        "the draft that is found is anybody's",
        Together(
            Replaced("restaurants.views.reviews.own_draft", draft_of_anybody),
            Replaced("restaurants.actions.drafts._own", drafts_of_anybody),
        ),
    ),
    Protection(
        "votes_by_others",
        "Nobody votes for their own review or their own restaurant's, and nobody unconfirmed votes.",
        "neither the policy nor the trigger asks",
        Together(
            Sql("default", "ALTER TABLE restaurants_helpfulvote DISABLE TRIGGER restaurants_check_helpful_vote"),
            Replaced("restaurants.actions.votes.may_vote_helpful", allow),
        ),
    ),
    Protection(
        "one_vote_a_person",
        "One person has one vote for a review, from however many sessions.",
        "the table takes several",
        Sql("default", "ALTER TABLE restaurants_helpfulvote DROP CONSTRAINT restaurants_helpfulvote_once"),
    ),
    Protection(
        "votes_counted_by_database",
        "The web process cannot write how many votes a review has.",
        "`web` may update the column",
        Sql("default", "GRANT UPDATE (helpful_count) ON restaurants_review TO web"),
    ),
    Protection(
        "reviewer_unknown",
        "A pen name under which nothing is published looks like one that nobody has.",
        "a page without reviews is shown",
        Replaced("restaurants.selectors.reviewers._is_published", always),
    ),
    Protection(
        "reviewer_page_public_only",
        "A reviewer's page shows what each of their reviews shows, and nothing else.",
        "it names the account",
        Replaced("restaurants.selectors.reviewers.ReviewerPage", page_with_account),
    ),
    Protection(
        "review_columns",
        "The web process gives no review to another author, restaurant or day, and no other version.",
        "`web` may update every column",
        Sql("default", "GRANT UPDATE ON restaurants_review TO web"),
    ),
    Protection(
        "review_history_kept",
        "What a review said before an edit is kept, whoever edits and however.",
        "the trigger is disabled",
        Sql("default", "ALTER TABLE restaurants_review DISABLE TRIGGER restaurants_keep_review_version"),
    ),
    Protection(
        "review_history_select_only",
        "The web process adds, changes and deletes nothing of a review's history.",
        "`web` is granted all verbs",
        Sql("default", "GRANT INSERT, UPDATE, DELETE ON restaurants_reviewversion TO web"),
    ),
    Protection(
        "withdrawn_events_only",
        "The web process takes back no event of a review that is still there.",
        "the function does not look for the review",
        FunctionRedefined(
            "default", "public.restaurants_delete_review_events(uuid, uuid)", "still.id = review", "false"
        ),
    ),
    Protection(
        "reviews_per_hour",
        "One person posts at most ten reviews an hour, from however many browsers at once.",
        "an hour may have a million",
        Replaced("restaurants.actions.reviews.MAX_REVIEWS_PER_HOUR", 10**6),
    ),
    Protection(
        "review_escaping",
        "Markup in a review, a pen name or a listing is shown as text.",
        "templates escape nothing",
        Replaced("django.template.base.conditional_escape", str),
    ),
    Protection(
        "structured_data_escaping",
        "No text of a listing ends the script element that it stands in.",
        "nothing is escaped",
        Replaced("reviews_site.web.discovery._ESCAPES", {}),
    ),
    Protection(
        "owner_permission_select_only",
        "The web process's login cannot make anybody an owner of a restaurant.",
        "`web` is granted INSERT and UPDATE on the owners' table",
        Sql("default", "GRANT INSERT, UPDATE ON restaurants_restaurantuserobjectpermission TO web"),
    ),
    Protection(
        "dashboard_object_permission",
        "A stranger, or the owner of another restaurant, gets 404 for a dashboard.",
        "the page does not check who asks",
        Replaced("analytics.dashboards.views.managed_restaurant", restaurant_of_anybody),
    ),
    Protection(
        "visit_ownership",
        "A stranger can neither read nor write the visits of a restaurant, nor can an analyst of its team.",
        "neither the page nor the action checks who asks",
        Together(
            Replaced("restaurants.selectors.owners.managed_restaurants", dashboards_of_anybody),
            Replaced("restaurants.actions.visits.may_on", always),
        ),
    ),
    Protection(
        "workbook_bounds",
        "A workbook of guest numbers that unpacks to more than a restaurant has is not unpacked.",
        "nobody looks at its sizes",
        Replaced("restaurants.visits_files.workbooks._check_sizes", do_nothing),
    ),
    Protection(
        "workbook_entities",
        "No part of a workbook defines entities, which could multiply each other without end.",
        "nobody looks for a document type",
        Replaced("restaurants.visits_files.workbooks._check_markup", do_nothing),
    ),
    Protection(
        "page_cache_anonymous_only",
        "A page for a person who is signed in, who has a message, or whose request is unusual is given to nobody else.",
        "every page counts as everybody's",
        Together(
            Replaced("restaurants.page_cache.is_shareable", always),
            Replaced("restaurants.page_cache.is_anonymous", always),
            Replaced("restaurants.page_cache.is_cacheable", always),
        ),
    ),
    Protection(
        "page_cache_no_cookies",
        "A page that sets a cookie, such as a form's, is not cached.",
        "the cookie is ignored",
        Replaced("restaurants.page_cache.is_cacheable", is_cacheable_without_cookies),
    ),
    Protection(
        "page_cache_host_key",
        "A page made under one host name is not served under another.",
        "the cache's key is path and query",
        Replaced("restaurants.page_cache.cache_key", key_without_host),
    ),
    Protection(
        "page_cache_path",
        "No header makes the page of one path be served under another.",
        "the key's path begins with the mount point that a request names, and Django believes it",
        Together(
            setting(FORCE_SCRIPT_NAME=None),
            Replaced("restaurants.page_cache.cache_key", key_of_whole_path),
            Replaced("restaurants.page_cache.reduce_to_key", same_request),
        ),
    ),
    Protection(
        "page_cache_sees_its_key",
        "A cached page depends on nothing in a request but scheme, host, path and query, which are its key.",
        "it is rendered from everything that was sent",
        Replaced("restaurants.page_cache.reduce_to_key", same_request),
    ),
    Protection(
        "page_version_triggers",
        "The next page shows every committed write, whoever made it.",
        "the triggers are disabled",
        Sql("default", *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in _VERSIONED)),
    ),
    Protection(
        "popularity_by_triggers",
        "The web process's login makes no restaurant or dish popular: triggers write what popularity is made of.",
        "`web` may write the sums and the days, and call what the triggers call",
        Sql(
            "default",
            "GRANT ALL ON restaurants_restaurantrating, restaurants_ratingday, restaurants_dish, restaurants_dishday"
            " TO web",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO web",
        ),
    ),
    Protection(
        "dish_mentions_follow_reviews",
        "A review counts once for a dish, as long as it names it: not after an edit, a withdrawal or an erasure.",
        "the triggers on changed and deleted reviews are disabled",
        Sql(
            "default",
            "ALTER TABLE restaurants_review DISABLE TRIGGER count_rating_days_update",
            "ALTER TABLE restaurants_review DISABLE TRIGGER count_rating_days_delete",
        ),
    ),
    Protection(
        "open_data_reads_nobody",
        "The login that writes the open data reads no account, no review and no event.",
        "it may read every table",
        Sql("default", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO publisher"),
    ),
    Protection(
        "map_tiles_in_parts",
        "The file of the base map is given out in one plain part a request, of two megabytes at most.",
        "any range is taken, and no range is the whole file",
        Replaced("restaurants.views.map_tiles.parse_range", any_range),
    ),
    Protection(
        "map_tiles_run_nothing",
        "The file of the base map can run nothing, whatever a browser takes it for.",
        "it is served without headers of its own",
        Replaced("restaurants.views.map_tiles._HEADERS", {}),
    ),
)
