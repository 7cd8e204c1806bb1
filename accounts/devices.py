"""What a browser calls itself, and the country that it calls from, as far as either is told. No address is kept."""

from dataclasses import dataclass

import httpagentparser
from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "An unknown browser"


@dataclass(frozen=True)
class Device:
    """Browser and system in words, and a country or nothing. Both are claims: they help an owner to recognise."""

    name: str
    place: str


def device_of(request: HttpRequest) -> Device:
    """The device behind a request: "Firefox on Linux", "AT"."""
    found = httpagentparser.detect(request.headers.get("User-Agent", "")[:400])
    browser = found.get("browser", {}).get("name", "")
    system = found.get("dist", found.get("os", {})).get("name", "")
    header = settings.COUNTRY_HEADER
    place = request.headers.get(header, "")[:2].upper() if header else ""
    return Device(" on ".join(filter(None, (browser, system))) or UNKNOWN, place if place.isalpha() else "")
