"""Who asks: a program with a token in the header `Authorization`, or a browser in which somebody is signed in."""

from typing import Any

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import User
from accounts.selectors.api_tokens import TokenAccess, access_of
from reviews_site.web.refusals import network_of

_WRONG = "This token is not valid: it is mistyped, revoked or expired."


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer pm_user_…`. A token is read nowhere else: addresses and bodies end up in logs."""

    def authenticate(self, request: Request) -> tuple[User, TokenAccess] | None:
        """Whose token it is, and what it may do; None where none was sent.

        Raises:
            AuthenticationFailed: it is none of ours, or ended. The answer does not say which.
        """
        if (token := bearer_token(request)) is None:
            return None
        if (access := access_of(token, network_of(request._request))) is None:
            raise AuthenticationFailed(_WRONG)
        return access.user, access

    def authenticate_header(self, request: Request) -> str:
        """What a program is to send that sent nothing."""
        return "Bearer"


def bearer_token(request: Request) -> str | None:
    """What a program sent as its token; None where it sent none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


class BrowserSession(SessionAuthentication):
    """The session of the site. Whatever changes something needs the CSRF token too."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """Who is signed in, or None."""
        if "Authorization" in request.headers:
            return None
        return super().authenticate(request)

    def enforce_csrf(self, request: Any) -> None:
        """Look for the token as on every page: the framework would parse the body first, and answer for its form."""
        super().enforce_csrf(request._request)
