"""The id of a request, in its answer and in the log."""

from django.http import HttpRequest

from reviews_site.ids import uuid7

# In META, which outlives a request that is repeated after a lost connection.
_NAME = "platemark.request_id"


def request_id(request: HttpRequest) -> str:
    """The id that names this request. What a caller calls it is not asked."""
    return str(request.META.setdefault(_NAME, str(uuid7())))
