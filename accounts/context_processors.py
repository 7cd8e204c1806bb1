"""What every template may ask about the person who is signed in. Lazy: a page that does not ask costs no query."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.selectors import confirmation_of, is_confirmed


def confirmation(request: HttpRequest) -> dict[str, Any]:
    """`confirmation` (or a lazy None: test it with `is_confirmed`) and `is_confirmed`, of the person signed in."""
    return {
        "confirmation": SimpleLazyObject(lambda: confirmation_of(request.user)),
        "is_confirmed": SimpleLazyObject(lambda: is_confirmed(request.user)),
    }
