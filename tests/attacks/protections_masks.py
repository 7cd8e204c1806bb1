"""How redaction and the care of published counts are switched off. Merged in `protections.py`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from reviews_site.redaction import redact_contact_details

Off = Callable[[], AbstractContextManager[Any]]


def mask_protections() -> dict[str, Off]:
    """The table."""
    return {
        "names_in_reviews": lambda: patch("restaurants.actions.reviews.redact", redact_contact_details),
    }
