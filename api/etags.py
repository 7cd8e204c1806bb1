"""Strong ETags, which are digests of a body, and `If-Match` on what changes something (RFC 9110, 13.1.1)."""

import hashlib
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from api.problems import PreconditionProblem


def etag_of(body: bytes) -> str:
    """The ETag of an answer with this body."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def require_match(request: Request, document: Any) -> None:
    """Go on only if the request names the ETag of what there is now.

    Raises:
        PreconditionProblem: it names none (428), or another one (412).
    """
    named = request.headers.get("If-Match")
    if named is None:
        raise PreconditionProblem(428)
    if etag_of(JSONRenderer().render(document)) not in [each.strip() for each in named.split(",")]:
        raise PreconditionProblem(412)
