"""Which addresses this sandbox sends people and webhooks to: those of the machine it runs on, and no others."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

MAXIMUM_LENGTH = 2000
# Browsers read a backslash as a slash and drop tabs and newlines, where the parser below does not.
_READ_DIFFERENTLY = re.compile(r"[\s\\\x00-\x20\x7f]")


class BadAddress(Exception):
    """The address is not one of this machine; the message says what one looks like."""


def require_loopback(url: str) -> None:
    """Accept an http or https address on this machine.

    Raises:
        BadAddress: it is anything else.
    """
    if len(url) > MAXIMUM_LENGTH or not url.isascii() or _READ_DIFFERENTLY.search(url):
        raise BadAddress("must be an address of plain characters, such as http://127.0.0.1:8000/back/.")
    try:
        _require_loopback_parts(urlsplit(url))
    except ValueError:
        raise BadAddress("cannot be read as an address. Write it like http://127.0.0.1:8000/back/.") from None


def origin(url: str) -> str:
    """Scheme, host and port of an address that was accepted before."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _require_loopback_parts(parts: SplitResult) -> None:
    if parts.scheme not in {"http", "https"}:
        raise BadAddress("must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise BadAddress("must not hold a user name or password.")
    if parts.port == 0 or not _is_loopback(parts.hostname or ""):
        raise BadAddress("must be on this machine (127.0.0.1, ::1 or localhost): the sandbox calls nobody else.")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
