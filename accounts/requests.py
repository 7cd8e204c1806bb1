"""The request of somebody who is signed in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request that `LoginRequiredMiddleware` let through. For annotations only: the middleware is what checks."""

    user: User
