"""What every answer under `/api/` has in common, whoever made it: problems, ids, limits, ETags, and who may read it."""

import hashlib
from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from api.problems import CONTENT_TYPE, from_answer
from api.requests import PREFIX, usage_of, view_class
from api.retirement import retirement_of
from reviews_site.web.errors import READ_METHODS
from reviews_site.web.no_store import never_store
from reviews_site.web.request_ids import request_id

_EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID, Deprecation, Sunset"
JSON = "application/json"


class ApiAnswers:
    """Middleware, before all others: pages of errors that they make become problem details."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or request.path_info == PREFIX:
            return self.get_response(request)
        identifier = request_id(request)
        answer = self.get_response(request)
        if is_error(answer):
            answer = from_answer(request, answer)
        elif request.method in READ_METHODS and answer.status_code == 200 and not answer.streaming:
            answer = with_etag(request, answer)
        answer["X-Request-ID"] = identifier
        if retirement := retirement_of(request):
            for name, value in retirement.headers.items():
                answer[name] = f"{answer[name]}, {value}" if name in answer else value
        usage = usage_of(request)
        for name, value in (usage.headers if usage else {}).items():
            answer[name] = value
        if not is_public_read(request):
            never_store(answer)
        else:
            # Other middleware looks at the cookie; these routes don't.
            names = [name for name in answer.get("Vary", "").split(", ") if name != "Cookie"]
            answer["Vary"] = ", ".join(names) or "Accept"
            answer["Access-Control-Allow-Origin"] = "*"
            answer["Access-Control-Expose-Headers"] = _EXPOSED
        return answer


def is_error(answer: HttpResponse) -> bool:
    """Whether the answer is an error in another form than ours. The API redirects to nowhere but the sign-in page."""
    is_elsewhere = answer.status_code in (301, 302)
    return is_elsewhere or (answer.status_code >= 400 and answer.get("Content-Type") != CONTENT_TYPE)


def with_etag(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer with a strong ETag, or 304 for whoever has these very bytes already."""
    etag = answer.get("ETag") or f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
    answer["ETag"] = etag
    patch_vary_headers(answer, ["Accept"])
    return cast(HttpResponse, get_conditional_response(request, etag=etag, response=answer))


def is_public_read(request: HttpRequest) -> bool:
    """Whether the route answers everybody alike, so that pages of other sites may read it too."""
    return bool(getattr(view_class(request), "is_public", False))
