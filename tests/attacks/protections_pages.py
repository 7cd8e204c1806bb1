"""How the protections of public pages, and from posting in haste, are switched off. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

Off = Callable[[], AbstractContextManager[Any]]
Sql = Callable[..., AbstractContextManager[Any]]

TABLES = ("restaurants_restaurant", "restaurants_restaurantrating", "restaurants_review", "restaurants_menu")


def anybodys(*_arguments: Any) -> bool:
    """Everything is for everybody."""
    return True


def without_cookies(_request: Any, response: Any) -> bool:
    """A page is a page: what it sets in the browser is left out of account, and out of what is remembered."""
    response.cookies.clear()
    return True


def hostless(request: Any) -> tuple[str, str, str, str]:
    """A key by path and query."""
    return "", "", request.path, request.META.get("QUERY_STRING", "")


@contextmanager
def for_everybody() -> Any:
    """Both questions at once: who asks, and for whom the page was made."""
    with ExitStack() as stack:
        for name in ("is_for_anybody", "may_be_remembered"):
            stack.enter_context(patch(f"restaurants.page_cache.{name}", anybodys))
        yield


def page_protections(sql: Sql) -> dict[str, Off]:
    """The table, made with the way of running SQL as the superuser."""
    no_triggers = [f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES]
    return {
        "page_cache_for_nobody_in_particular": for_everybody,
        "page_cache_no_cookies": lambda: patch("restaurants.page_cache.is_cacheable", without_cookies),
        "page_cache_key_has_the_host": lambda: patch("restaurants.page_cache.cache_key", hostless),
        "reviews_an_hour": lambda: patch("restaurants.actions.reviews.MAX_REVIEWS_PER_HOUR", 10**6),
        "page_versions_by_trigger": lambda: sql("default", *no_triggers),
    }
