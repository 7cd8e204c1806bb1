"""Puts the topics of an environment together, and refuses two topics that set the same name."""

from types import ModuleType
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def compose(*topics: ModuleType) -> dict[str, Any]:
    """Every upper-case name that the topics define.

    Raises:
        ImproperlyConfigured: two topics set one name to different values.
    """
    found: dict[str, Any] = {}
    for topic in topics:
        for name, value in vars(topic).items():
            if not name.isupper():
                continue
            if name in found and found[name] != value:
                raise ImproperlyConfigured(f"{name} is set twice, the second time in {topic.__name__}.")
            found[name] = value
    return found
