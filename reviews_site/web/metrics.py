"""Requests as those who run the site see them: a log line each, and counts for monitoring. Never who, never what.

A route's name stands in the place of its address, so that neither a restaurant nor a query can be read from either.
"""

import hmac
import logging
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY

from reviews_site.web.access import public
from reviews_site.web.refusals import REFUSALS, trace_of
from reviews_site.web.request_ids import request_id

logger = logging.getLogger(__name__)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # where gunicorn's workers share their counts
_LABELS = ("method", "route", "status")
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
REQUESTS = Counter("platemark_requests", "Requests answered.", _LABELS)
SECONDS = Histogram("platemark_request_seconds", "Seconds until the answer.", ("route",))


class RequestMetrics:
    """Middleware: counts and logs every answer, and gives it an id that its log line has too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then tell of it."""
        began = time.perf_counter()
        number = request_id(request)
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        # Only what the site itself names becomes a label: a visitor must not be able to make up new ones.
        method = request.method if request.method in _METHODS else "other"
        route = request.resolver_match.view_name if request.resolver_match else "from memory, or none"
        response["X-Request-ID"] = number
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        told: dict[str, object] = {"request": number, "method": method, "route": route, "status": response.status_code}
        told["milliseconds"] = round(1000 * seconds, 1)
        if response.status_code in REFUSALS:
            logger.warning("refused", extra={**told, **trace_of(request)})
        else:
            logger.info("answered", extra=told)
        return response


def may_read_metrics(request: HttpRequest) -> bool:
    """Whether the request carries the token of those who watch. Without a token nobody may."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts in Prometheus's text format, to whoever has the token; to everybody else there is no such page."""
    if not may_read_metrics(request):
        raise Http404
    registry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it is not annotated
    return HttpResponse(generate_latest(registry), content_type="text/plain; version=0.0.4; charset=utf-8")
