"""A scanned code waits in its browser, in a cookie, until a review is posted: no row and no session holds it.

Once somebody is signed in, the cookie is signed for them: the next person at the machine can't use it.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from restaurants.visit_confirmation.codes import read_code

# As long as somebody new may take to sign up, and to have their identity confirmed.
_KEPT_SECONDS, _UNKNOWN_SECONDS = 14 * 24 * 3600, 3600


def keep_code(response: HttpResponse, code: str, *, user: User | None) -> None:
    """Have the browser keep a code, for this person or, until they signed in, for whoever does within an hour."""
    response.set_signed_cookie(
        settings.VISIT_COOKIE_NAME,
        code,
        salt=_salt(user),
        max_age=_KEPT_SECONDS if user else _UNKNOWN_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def kept_code(request: HttpRequest, *, user: User | None) -> str:
    """The code that the browser keeps for this person, or for nobody yet; empty where there is none."""
    seconds = _KEPT_SECONDS if user else _UNKNOWN_SECONDS
    return read_code(
        str(request.get_signed_cookie(settings.VISIT_COOKIE_NAME, default="", salt=_salt(user), max_age=seconds))
    )


def drop_code(response: HttpResponse) -> None:
    """Have the browser forget it."""
    response.delete_cookie(settings.VISIT_COOKIE_NAME, samesite="Lax")


def _salt(user: User | None) -> str:
    return f"visit {user.pk}" if user else "visit"
