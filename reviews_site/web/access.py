"""Who may reach a route at all. Every route asks for a sign-in unless it is marked `public` here."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver

View = Callable[..., HttpResponseBase]
public = login_not_required


def routes() -> dict[str, bool]:
    """Every route of the site, and whether it is public."""
    found: dict[str, bool] = {}
    _collect(get_resolver(), "", found)
    return found


def _collect(resolver: URLResolver, prefix: str, found: dict[str, bool]) -> None:
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            _collect(pattern, path, found)
        elif isinstance(pattern, URLPattern):
            found[path] = not getattr(pattern.callback, "login_required", True)
