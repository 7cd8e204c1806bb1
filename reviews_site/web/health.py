"""Health: `/healthz` says that the process answers, and its version; `/readyz` which of its parts answer too."""

from collections.abc import Iterator

import psycopg
import redis
from django.conf import settings
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reviews_site.valkey import OldServer, connect_to_valkey
from reviews_site.version import VERSION
from reviews_site.web.access import public

_DEADLINE_SECONDS = 3


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 and the version, as long as the process serves."""
    return HttpResponse(f"ok {VERSION}\n", content_type="text/plain; charset=utf-8")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every store that this process has answers, 503 otherwise; a line for each part that is not well.

    Counters that do not answer are named, and change no status: reading goes on without them.
    """
    troubles = list(_troubles_of_stores())
    lines = [*troubles, *_troubles_of_counters()] or ["ok"]
    return HttpResponse(
        "\n".join(lines) + "\n", status=503 if troubles else 200, content_type="text/plain; charset=utf-8"
    )


def _troubles_of_stores() -> Iterator[str]:
    """By connections of their own: one that is open to a server that was stopped would be waited for without end."""
    for alias in connections:
        if not connections[alias].settings_dict["NAME"]:
            continue
        parameters = {**connections[alias].get_connection_params(), "connect_timeout": _DEADLINE_SECONDS}
        try:
            with psycopg.connect(**parameters) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            yield f"{alias} does not answer"


def _troubles_of_counters() -> Iterator[str]:
    if not (url := settings.CACHES["default"].get("LOCATION")):
        return
    options = {"socket_timeout": _DEADLINE_SECONDS, "socket_connect_timeout": _DEADLINE_SECONDS}
    try:
        with redis.Redis.from_url(url, redis_connect_func=connect_to_valkey, **options) as client:
            client.ping()
    except redis.RedisError as problem:
        yield str(problem) if isinstance(problem, OldServer) else "counters do not answer: nobody can sign in"
