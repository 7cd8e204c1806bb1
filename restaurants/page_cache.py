"""Public pages as nobody in particular sees them, remembered by the process and never stale.

Each remembered page carries the version that stood before it was made. Every write to what the page shows moves that
version on in its own transaction (migration 0006), and each request reads the version first: a page is given out only
if nothing has been committed since. Not for anybody who brings a cookie, and not for pages with a form or a message.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse

from restaurants.selectors.page_versions import page_version

_CACHED_PATHS = re.compile(r"/(?:restaurants/(?:([-a-zA-Z0-9_]{1,120})/)?)?\Z")
# A query with any other name has too many forms to be asked for twice, or means something to a page of another's.
_CACHED_PARAMETERS = {"after", "before", "cuisine"}
_MAX_QUERY_LENGTH = 200
# The request headers that a remembered page may differ by: who brings one of them is not served from memory.
_REFUSED_HEADERS = {"cookie", "authorization", "hx-request", "hx-target", "hx-boosted"}
MAX_PAGE_BYTES = 200_000
MAX_CACHE_BYTES = 16_000_000

CacheKey = tuple[str, str, str, str]


@dataclass(frozen=True)
class CachedPage:
    """A page, and what held when it was made."""

    state: tuple[int, str]
    body: bytes
    headers: dict[str, str]


class PageStore:
    """The pages that a process remembers, the least recently used of which goes first. Safe for its threads."""

    def __init__(self, memory: int = MAX_CACHE_BYTES) -> None:
        self._memory, self._used = memory, 0
        self._pages: OrderedDict[CacheKey, CachedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: CacheKey, state: tuple[int, str]) -> CachedPage | None:
        """The page, if it was made in this state."""
        with self._lock:
            found = self._pages.get(key)
            if found is None or found.state != state:
                return None
            self._pages.move_to_end(key)
            return found

    def put(self, key: CacheKey, page: CachedPage) -> None:
        """Remember the page in place of what was known under its key."""
        with self._lock:
            self._forget(key)
            self._pages[key] = page
            self._used += len(page.body)
            while self._used > self._memory:
                self._forget(next(iter(self._pages)))

    def __len__(self) -> int:
        return len(self._pages)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pages.clear()
            self._used = 0

    def _forget(self, key: CacheKey) -> None:
        if known := self._pages.pop(key, None):
            self._used -= len(known.body)


PAGES = PageStore()


class PageCache:
    """Middleware, outside all others: what it answers costs neither a session nor a template."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = _CACHED_PATHS.match(request.path)
        if path is None or not is_anonymous(request):
            return self.get_response(request)
        try:
            state = page_version(path[1]), datetime.now(UTC).date().isoformat()
        except Error:
            return self.get_response(request)  # it has a page for stores that are down
        key = cache_key(request)
        if known := PAGES.get(key, state):
            return HttpResponse(known.body, headers=known.headers)
        response = self.get_response(request)
        if is_cacheable(request, response):
            PAGES.put(key, CachedPage(state, response.content, dict(response.items())))
        return response


def cache_key(request: HttpRequest) -> CacheKey:
    """What tells one page from another. The host as it came: only hosts that the site answers to get a page at all."""
    return str(request.scheme), request.META.get("HTTP_HOST", ""), request.path, request.META.get("QUERY_STRING", "")


def is_anonymous(request: HttpRequest) -> bool:
    """Whether the request says nothing of who makes it. The form token's cookie alone says nothing."""
    if request.method != "GET" or any(name in request.META for name in _PERSONAL_HEADERS):
        return False
    if "HTTP_COOKIE" in request.META and set(request.COOKIES) - {settings.CSRF_COOKIE_NAME}:
        return False
    query = request.META.get("QUERY_STRING", "")
    return not query or (
        len(query) <= _MAX_QUERY_LENGTH and {name for name, _ in parse_qsl(query, True)} <= _CACHED_PARAMETERS
    )


_PERSONAL_HEADERS = [f"HTTP_{name.upper().replace('-', '_')}" for name in _REFUSED_HEADERS - {"cookie"}]


def is_cacheable(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the page was made for nobody in particular. A page with a form sets its cookie, and so shows itself."""
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
    return varies <= _REFUSED_HEADERS
