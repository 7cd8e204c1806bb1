"""That a route will end: what programs are told in headers and in the OpenAPI document, from one declaration.

Sources: RFC 9745 (`Deprecation`), RFC 8594 (`Sunset`).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.http import http_date
from drf_spectacular.openapi import AutoSchema

from api.requests import view_class
from reviews_site.web.discovery import absolute

# So long a route is served at least after programs are told that it ends.
MIN_NOTICE = timedelta(days=180)


@dataclass(frozen=True)
class Retirement:
    """When a route was deprecated, when it ends, and the path that takes its place.

    Raises:
        ValueError: it ends too soon.
    """

    deprecated_on: date
    ends_on: date
    successor: str = ""

    def __post_init__(self) -> None:
        if self.ends_on - self.deprecated_on < MIN_NOTICE:
            raise ValueError(f"A route is served for {MIN_NOTICE.days} days after it is deprecated.")

    @property
    def headers(self) -> dict[str, str]:
        """What every answer of the route says."""
        links = [f'<{absolute("/api/")}>; rel="deprecation"; type="text/html"']
        if self.successor:
            links.append(f'<{absolute(self.successor)}>; rel="successor-version"')
        deprecated_at = int(_midnight(self.deprecated_on).timestamp())
        return {
            "Deprecation": f"@{deprecated_at}",
            "Sunset": http_date(_midnight(self.ends_on).timestamp()),
            "Link": ", ".join(links),
        }


class DocumentedRoute(AutoSchema):
    """How a route is written into the OpenAPI document."""

    def get_operation(self, *args: Any) -> dict[str, Any] | None:
        """The framework's, and that the route ends."""
        operation: dict[str, Any] | None = super().get_operation(*args)
        retirement: Retirement | None = getattr(self.view, "retirement", None)
        if operation is not None and retirement is not None:
            operation |= {"deprecated": True, "x-sunset": retirement.ends_on.isoformat()}
        return operation


def retirement_of(request: HttpRequest) -> Retirement | None:
    """What the route declares that a request was for; None where it stays, or there is none."""
    return getattr(view_class(request), "retirement", None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
