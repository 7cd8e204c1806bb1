"""The one name that pages are served under. What comes under another is refused before anything counts or caches."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

# What runs the site asks by the names of its own network, which ALLOWED_HOSTS lists. These pages hold nothing personal.
_MONITORING = ("/healthz", "/readyz", "/metrics")


class OwnHost:
    """Middleware, before the cache of pages: `OWN_HOST`, letter by letter and with its port, or nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in _MONITORING or is_own_host(request):
            return self.get_response(request)
        return bad_request(request, DisallowedHost())


def is_own_host(request: HttpRequest) -> bool:
    """Whether the request was sent to the address of this process's pages."""
    try:
        return request.get_host() == str(settings.OWN_HOST)
    except DisallowedHost:
        return False
