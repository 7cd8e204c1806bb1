"""The browser and country that a request says it comes from. No address is kept."""

from dataclasses import dataclass

import httpagentparser
from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Device:
    """Browser and system in words, and a country or nothing. Both are claims that help the owner recognize a device."""

    name: str
    country: str


def device_of(request: HttpRequest) -> Device:
    """The device behind a request: "Firefox on Linux", "AT"."""
    agent = httpagentparser.detect(request.headers.get("User-Agent", "")[:400])
    browser = agent.get("browser", {}).get("name", "")
    system = agent.get("dist", agent.get("os", {})).get("name", "")
    header = settings.COUNTRY_HEADER
    country = request.headers.get(header, "")[:2].upper() if header else ""
    name = " on ".join(filter(None, (browser, system))) or "An unknown browser"
    return Device(name, country if country.isalpha() else "")
