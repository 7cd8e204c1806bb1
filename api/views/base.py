"""What the views of the API have in common: who may, what is counted, and the form of pages."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.limits import AddressLimit
from api.permissions import Everybody
from reviews_site.web.discovery import absolute

_HEADERS_OF_READS = "Accept, Accept-Language, If-None-Match"
_PREFLIGHT_SECONDS = 3600


class PublicRead(APIView):
    """A route that answers everybody alike. It looks at no cookie, so that pages of other sites may read it too."""

    is_public = True
    permission_classes = (Everybody,)
    throttle_classes = (AddressLimit,)
    renderer_classes = (JSONRenderer,)
    http_method_names = ["get", "head", "options"]

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before a page of another site may read."""
        return Response(
            status=204,
            headers={
                "Access-Control-Allow-Methods": "GET, HEAD",
                "Access-Control-Allow-Headers": _HEADERS_OF_READS,
                "Access-Control-Max-Age": str(_PREFLIGHT_SECONDS),
            },
        )


def page_answer(request: Request, items: Iterable[Any], *, cursor: str, **more: Any) -> Response:
    """A page of a list, with the address of the next one in the body and in the header `Link` (RFC 8288)."""
    address = None
    if cursor:
        query = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
        address = absolute(f"{request.path}?{urlencode([*query, ('cursor', cursor)])}")
    headers = {"Link": f'<{address}>; rel="next"'} if address else None
    return Response({"items": list(items), "next": address, **more}, headers=headers)
