"""The header `Idempotency-Key`: a request that is sent twice is done once."""

import re
from collections.abc import Callable

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from accounts.actions.api_requests import Answer, once
from accounts.models import User
from api.problems import InvalidParameters

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{8,200}")


def done_once(request: Request, person: User, do: Callable[[], object]) -> HttpResponse:
    """Answer 201 with what `do` made; if the key was sent before, with what it made then.

    Raises:
        InvalidParameters: the key has another form.
    """

    def answered() -> Answer:
        return Answer(201, JSONRenderer().render(do()).decode())

    key = request.headers.get(HEADER)
    if key is None:
        answer = answered()
    elif not _KEY.fullmatch(key):
        raise InvalidParameters({HEADER: "A key is 8 to 200 letters, digits and signs, without a blank."})
    else:
        # Read before the framework parses it.
        sent = b" ".join([str(request.method).encode(), request.path.encode(), request._request.body])
        answer = once(key=key, sent=sent, by=person, do=answered)
    headers = {"Idempotency-Replayed": "true"} if answer.is_repeated else {}
    return HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=headers)
