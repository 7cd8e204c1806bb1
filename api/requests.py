"""What a request to the API carries with it on its way: what is left of its limit, and its route."""

from dataclasses import dataclass

from django.http import HttpRequest

PREFIX = "/api/"
# In META, which outlives a request that is repeated after a lost connection.
_USAGE = "platemark.rate_limit"


@dataclass(frozen=True)
class LimitUsage:
    """How much of a limit is used. Source: draft-ietf-httpapi-ratelimit-headers-10."""

    policy: str
    quota: int
    window_seconds: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> dict[str, str]:
        """What tells a program how fast it may go on."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={self.window_seconds}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset_seconds}',
        }


def view_class(request: HttpRequest) -> type | None:
    """The class of the route that a request was for; None where there is none."""
    return getattr(getattr(request.resolver_match, "func", None), "cls", None)


def note_usage(request: HttpRequest, usage: LimitUsage) -> None:
    """Keep what is left of a limit for the headers of the answer."""
    request.META[_USAGE] = usage


def usage_of(request: HttpRequest) -> LimitUsage | None:
    """What is left of the limit that the request was counted against; None where nothing was counted."""
    usage: LimitUsage | None = request.META.get(_USAGE)
    return usage
