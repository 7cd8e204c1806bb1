"""Who may use a route. A view that names nobody is for nobody."""

from typing import Any

from rest_framework.permissions import BasePermission


class Nobody(BasePermission):
    """The permission of a view that names none."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Nobody may."""
        return False


class Everybody(BasePermission):
    """The permission of what is public."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Everybody may, known or not."""
        return True
