"""Who may use a route. A view that names nobody is for nobody."""

from typing import Any

from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission

from accounts.selectors.api_tokens import TokenAccess
from reviews_site.policy import Denied


class Nobody(BasePermission):
    """The permission of a view that names none."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Nobody may."""
        return False


class HasScope(BasePermission):
    """Whoever is known, and of a program what its token was made for. A browser that is signed in has no such bound."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether they may use the view's method.

        Raises:
            MissingScope: the token was made for other things.
        """
        if request.user is None:
            raise NotAuthenticated
        if (scope := view.scopes.get(request.method)) is None:
            # What the view does not take is answered with 405; what it takes without a scope is for nobody.
            return request.method not in view.allowed_methods
        if isinstance(request.auth, TokenAccess) and not view.is_allowed(request.auth, scope):
            raise MissingScope(scope)
        return True


class InBrowser(BasePermission):
    """Whoever is signed in with a browser. A token, which can be stolen, does not do it."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether they are.

        Raises:
            reviews_site.policy.Denied: a program asks.
        """
        if request.user is None:
            raise NotAuthenticated
        if request.auth is not None:
            raise Denied("A token does not do this. Sign in with a browser, and confirm there that it is you.")
        return True


class MissingScope(PermissionDenied):
    """A token was made for other things than this."""

    def __init__(self, scope: str) -> None:
        super().__init__(f"This token was not made for {scope}, or is for another restaurant.")
        self.scope = scope


class Everybody(BasePermission):
    """The permission of what is public."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Everybody may, known or not."""
        return True
