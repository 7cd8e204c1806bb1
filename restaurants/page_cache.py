"""Caches public pages in the memory of each process. A cached page is never stale, and holds nothing of anybody.

Each cached page carries the version of its content from before it was rendered. Every write to that content increments
the version in its own transaction (`sql/default/page_versions.sql`), and each request reads the version first, so that
a page is only served if nothing was committed since. There are two of each page: the one that signed-out visitors see,
and one for everybody who is signed in, with slots for what is theirs (`reviews_site.web.slots`). Other cookies bypass
the cache, and so do pages with a form or a message.

The version is the primary's. The page itself may be rendered from a replica that has received this version, or a later
one, so that it is no older for it: not for who just wrote, and not for anybody else.

A page that may be cached is rendered from its key alone: whatever else a request says is removed first, so that neither
routing nor a template sees it.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from threading import Lock
from typing import cast
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from restaurants.selectors.page_versions import page_version
from reviews_site.web import replica
from reviews_site.web.slots import leave_slots, offer_shared_page

_CACHED_PATHS = re.compile(r"/(?:restaurants/(?:([-a-zA-Z0-9_]{1,120})/(?:feed\.atom)?)?)?\Z")
# Queries with other parameters, such as searches, are too varied to be asked for twice.
_CACHED_PARAMETERS = {"after", "before", "cuisine", "page", "sort"}
_MAX_QUERY_LENGTH = 200
# Requests with one of these headers bypass the cache, so a cached page may vary by them. Cookies: see `is_anonymous`.
_BYPASS_HEADERS = {"authorization", "hx-request", "hx-target", "hx-boosted"}
_BYPASS_META = [f"HTTP_{name.upper().replace('-', '_')}" for name in _BYPASS_HEADERS]
_UNTIL = "cached_until"
WITH_SLOTS = "with slots"
MAX_PAGE_BYTES = 200_000
MAX_CACHE_BYTES = 16_000_000

# What a cached page may depend on. The host is taken as sent: only the site's own host gets a page at all.
_KEYED = (
    *("wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT"),
    *("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
)
# What it can't depend on: the method is GET, a page that uses the cookie of the CSRF token is not cached, and the rest
# of `wsgi.…` belongs to the server.
_KEPT = {*_KEYED, "REQUEST_METHOD", "HTTP_COOKIE"}

CacheKey = tuple[str, ...]
# The version of a page's content, and the day: pages show how long ago something was.
PageState = tuple[int, str]


@dataclass(frozen=True)
class CachedPage:
    """A response, the state of the site before it was rendered, and until when it is true."""

    state: PageState
    body: bytes
    headers: dict[str, str]
    until: datetime | None = None


class PageStore:
    """The cached pages of a process. When full, it drops the least recently used. Safe for threads."""

    def __init__(self, max_bytes: int = MAX_CACHE_BYTES) -> None:
        self._max_bytes, self._used_bytes = max_bytes, 0
        self._pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: CacheKey, state: PageState) -> CachedPage | None:
        """The page, if it was rendered in this state."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.state != state or (page.until is not None and datetime.now(UTC) >= page.until):
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: CacheKey, page: CachedPage) -> None:
        """Store the page, in place of an older one under its key."""
        with self._lock:
            self._remove(key)
            self._pages[key] = page
            self._used_bytes += len(page.body)
            while self._used_bytes > self._max_bytes:
                self._remove(next(iter(self._pages)))

    def __len__(self) -> int:
        return len(self._pages)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._used_bytes = 0

    def _remove(self, key: CacheKey) -> None:
        if page := self._pages.pop(key, None):
            self._used_bytes -= len(page.body)


PAGES = PageStore()


class PageCache:
    """Middleware, before all others: a page from the cache costs neither a session nor a template."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = _CACHED_PATHS.match(request.path_info)
        if path is None or not is_shareable(request):
            return self.get_response(request)
        if not is_anonymous(request):
            if settings.SESSION_COOKIE_NAME in request.COOKIES:
                # Made when the view asks for it: then the session is a live one.
                offer_shared_page(request, lambda: self._shared_page(request, path[1]))
            return self.get_response(request)
        try:
            state = _page_state(path[1])
        except Error:
            return self.get_response(request)  # the site's own page for a database that is down
        key = cache_key(request)
        if page := PAGES.get(key, state):
            return _unless_known(request, HttpResponse(page.body, headers=page.headers))
        reduced, response = self._render(request, path[1], state)
        request.resolver_match = reduced.resolver_match  # for the counts of `RequestMetrics`
        _keep(key, state, reduced, response)
        return _unless_known(request, response)

    def _render(self, request: HttpRequest, slug: str | None, state: PageState) -> tuple[HttpRequest, HttpResponse]:
        """The page and the request that it was rendered for: by a replica that has this state, or by the primary."""
        if replica.is_usable():
            with suppress(Error), replica.in_place_of_primary():
                if has_received(slug, state):
                    reduced = reduce_to_key(request)
                    response = self.get_response(reduced)
                    if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                        return reduced, response
        reduced = reduce_to_key(request)
        return reduced, self.get_response(reduced)

    def _shared_page(self, request: HttpRequest, slug: str | None) -> bytes | None:
        """The page with slots, rendered for nobody; None if it is not the same for everybody."""
        key, state = (WITH_SLOTS, *cache_key(request)), _page_state(slug)
        if page := PAGES.get(key, state):
            return page.body
        reduced = leave_slots(reduce_to_nobody(request))
        response = self.get_response(reduced)
        return response.content if _keep(key, state, reduced, response) else None


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, or 304 for whoever has it already, if it says by an `ETag` which it is."""
    etag = response.headers.get("ETag")
    answer = get_conditional_response(request, etag=etag, response=response) if etag else response
    return cast(HttpResponse, answer)


def _page_state(slug: str | None) -> PageState:
    return page_version(slug), datetime.now(UTC).date().isoformat()


def has_received(slug: str | None, state: PageState) -> bool:
    """Whether the store that is read now has everything that the page showed when the primary was asked for its state.

    Versions only grow, and each is raised in the transaction of its write: a replica has both or neither.
    """
    return page_version(slug) >= state[0]


def _keep(key: CacheKey, state: PageState, request: HttpRequest, response: HttpResponse) -> bool:
    if not is_cacheable(request, response):
        return False
    PAGES.put(key, CachedPage(state, response.content, dict(response.items()), _until(response)))
    return True


def cached_until(response: HttpResponse, time: datetime) -> HttpResponse:
    """Keep a page in the cache until `time` at most: it says something that changes then."""
    vars(response)[_UNTIL] = time
    return response


def _until(response: HttpResponse) -> datetime | None:
    return vars(response).get(_UNTIL)


def cache_key(request: HttpRequest) -> CacheKey:
    """Everything that the page may depend on: scheme, host, path and query."""
    return tuple(request.META.get(name, "") for name in _KEYED)


def reduce_to_key(request: HttpRequest) -> HttpRequest:
    """The same request without what is not in its key, such as the encoding that a content type gives the query."""
    kept = {name: value for name, value in request.META.items() if name in _KEPT or name.startswith("wsgi.")}
    return WSGIRequest(kept)


def reduce_to_nobody(request: HttpRequest) -> HttpRequest:
    """The same request without its cookies too: nobody is signed in for it."""
    reduced = reduce_to_key(request)
    reduced.META.pop("HTTP_COOKIE", None)
    return reduced


def is_shareable(request: HttpRequest) -> bool:
    """Whether the page that is asked for is kept, for those who are signed in or for others."""
    if request.method != "GET" or any(name in request.META for name in _BYPASS_META):
        return False
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return True
    return len(query) <= _MAX_QUERY_LENGTH and {name for name, _ in parse_qsl(query, True)} <= _CACHED_PARAMETERS


def is_anonymous(request: HttpRequest) -> bool:
    """Whether no cookie tells who sent the request. The cookie of the CSRF token tells nothing."""
    return "HTTP_COOKIE" not in request.META or not set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}


def is_cacheable(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page is the same for everybody. A page with a form sets the CSRF cookie, and so excludes itself."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return False
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE") or response.has_header("Set-Cookie"):
        return False
    if response.has_header("Cache-Control") or len(response.content) > MAX_PAGE_BYTES:
        return False
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return varies <= _BYPASS_HEADERS | {"cookie"}
