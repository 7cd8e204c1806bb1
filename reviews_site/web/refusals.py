"""What the log says of a refused request: its route, network and session. Never who, never what.

A session is named by the beginning of its digest, by which its row is found while it lives.
"""

import ipaddress
import logging

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from reviews_site.web.request_ids import request_id
from reviews_site.web.sessions import session_digest

logger = logging.getLogger(__name__)
# Bad requests, missing rights, methods that are not taken, bodies that are too long, too many requests.
REFUSALS = frozenset({400, 401, 403, 405, 413, 429})
# Somebody has a whole network of IPv6 addresses.
_IPV6_PREFIX = 64
_DIGITS_OF_SESSION = 12


def note_refusal(request: HttpRequest, what: str, **facts: str) -> None:
    """Log that something was refused, such as a password, which the answer's status does not tell."""
    logger.warning(what, extra={"request": request_id(request), **trace_of(request), **facts})


def trace_of(request: HttpRequest) -> dict[str, str]:
    """Where a request came from, and in which session."""
    try:
        network = network_of(request)
    except (PermissionDenied, ValueError):
        network = "unknown"
    key = getattr(getattr(request, "session", None), "session_key", None)
    return {"network": network, "session": session_digest(key)[:_DIGITS_OF_SESSION] if key else "none"}


def network_of(request: HttpRequest) -> str:
    """The address that a request came from, as the proxies in front tell it; of IPv6 the network."""
    text: str = get_adapter().get_client_ip(request)
    address = ipaddress.ip_address(text)
    return str(ipaddress.ip_network(f"{address}/{_IPV6_PREFIX}", strict=False)) if address.version == 6 else text
