"""How often somebody may ask, counted in Valkey by minute under keys that name nobody (ADR 30).

Where the counters do not answer, public reads go on without a limit, and everything else is refused with 503.
"""

import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from api.requests import LimitUsage, note_usage, usage_of
from reviews_site.web.refusals import network_of

WINDOW_SECONDS = 60


class AddressLimit(BaseThrottle):
    """So many requests a minute from one address, or one IPv6 network."""

    policy = "address"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request, and say whether it is one too many."""
        try:
            return count(request, self.policy, network_of(request._request))
        except RedisError:
            if view.is_public:  # type: ignore[attr-defined]  # each view of ours says it
                return True
            raise

    def wait(self) -> float | None:
        """Until the next minute begins."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


class PersonLimit(BaseThrottle):
    """So many requests a minute by one person, whichever of their tokens a program sends."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request, and say whether it is one too many."""
        return count(request, "person", str(request.user.pk))

    def wait(self) -> float | None:
        """Until the next minute begins."""
        return WINDOW_SECONDS - time.time() % WINDOW_SECONDS


def count(request: Request, policy: str, caller: str) -> bool:
    """Count a request of `caller`; whether it is within the policy's limit. What is left is noted for the answer.

    Raises:
        RedisError: the counters do not answer.
    """
    quota, now = settings.API_LIMITS[policy], time.time()
    key = f"api:{policy}:{caller}:{int(now // WINDOW_SECONDS)}"
    try:
        used = cache.incr(key)
    except ValueError:  # the first of this minute, or one of two that came at once
        used = 1 if cache.add(key, 1, 2 * WINDOW_SECONDS) else cache.incr(key)
    reset = WINDOW_SECONDS - int(now % WINDOW_SECONDS)
    before, usage = usage_of(request._request), LimitUsage(policy, quota, WINDOW_SECONDS, max(0, quota - used), reset)
    if before is None or usage.remaining <= before.remaining:
        note_usage(request._request, usage)
    return bool(used <= quota)
