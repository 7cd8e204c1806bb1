"""Answers whose time does not tell what the view did: no POST is answered before a fixed time."""

import time
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from reviews_site.web.access import View


def constant_time(view: View) -> View:
    """Hold every POST's answer back until `ANSWER_PACE_SECONDS` after it came.

    For what differs by whether an address has an account, and is done seldom: a thread waits meanwhile.
    """

    @wraps(view)
    def waiting(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        began = time.monotonic()
        answer = view(request, *args, **named)
        if request.method == "POST":
            wait(began + settings.ANSWER_PACE_SECONDS - time.monotonic())
        return answer

    return waiting


def wait(seconds: float) -> None:
    """Wait, unless the time has passed."""
    if seconds > 0:
        time.sleep(seconds)
