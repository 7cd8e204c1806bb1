"""Where webhooks may go: addresses of the open internet, and none of ours. No I/O but the look-up of a name."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from django.conf import settings

MAX_URL_LENGTH = 500
PORTS = frozenset({443, 8443})
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_PATH = re.compile(r"(/[!-\"$-~]*)?")
# IPv6 networks whose addresses lead to an IPv4 address within them: mapped, translated, 6to4, Teredo.
_LEADING_TO_IPV4 = [
    ipaddress.ip_network(text)
    for text in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]


class AddressRefused(Exception):
    """A webhook may not go there; the message says why."""


def read_url(url: str) -> tuple[str, int, str]:
    """Host, port and path of an address that a webhook may have by its form.

    Raises:
        AddressRefused: it has another form.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 443
    except ValueError:
        raise AddressRefused("This is no web address.") from None
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    if parts.scheme != "https" or parts.username is not None or parts.fragment or "@" in parts.netloc:
        raise AddressRefused("The address has to begin with https://, and to name no user.")
    if not _PATH.fullmatch(path) or len(url) > MAX_URL_LENGTH:
        raise AddressRefused("The address has signs that an address can’t have, or is too long.")
    if settings.WEBHOOK_TEST_HOST and f"{host}:{port}" == settings.WEBHOOK_TEST_HOST:
        return host, port, path
    if not _HOST.fullmatch(host):
        raise AddressRefused("The address needs the name of a host, such as hooks.example.org.")
    if port not in PORTS:
        raise AddressRefused("The address may name the ports 443 and 8443 only.")
    return host, port, path


def address_of(host: str, port: int) -> str:
    """The address to connect to, of a host all of whose addresses are of the open internet.

    Raises:
        AddressRefused: there is none, or one of them is not.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused("There is no such host.") from None
    addresses = [str(row[4][0]) for row in found]
    if settings.WEBHOOK_TEST_HOST and f"{host}:{port}" == settings.WEBHOOK_TEST_HOST:
        return addresses[0]
    if not addresses or not all(map(is_of_the_internet, addresses)):
        raise AddressRefused("The host has an address that is not of the open internet.")
    return addresses[0]


def is_of_the_internet(text: str) -> bool:
    """Whether an IP address is a public one: none of a machine itself, a private network, a link or a translation."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 6 and any(address in network for network in _LEADING_TO_IPV4):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
