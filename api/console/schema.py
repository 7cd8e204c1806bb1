"""The OpenAPI document of the console's API: kept beside this, and served at the console's host alone."""

from pathlib import Path
from typing import Any

from drf_spectacular.settings import patched_settings

from api.schema import generate, written

KEPT = Path(__file__).parent / "openapi.json"
_ABOUT = {"TITLE": "Platemark’s console", "DESCRIPTION": "Datasets and requests for them, for staff."}
_SESSION_COOKIE = "platemark_console"


def as_text() -> str:
    """The document of the code as it is kept."""
    with patched_settings(_ABOUT):
        document: dict[str, Any] = generate(urlconf="reviews_site.console_urls")
    document["components"]["securitySchemes"]["session"]["name"] = _SESSION_COOKIE
    return written(document)


def kept_text() -> str:
    """The document that is kept."""
    return KEPT.read_text()
