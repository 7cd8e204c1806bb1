"""Posts one message to one address: connects to the address that was checked, follows nothing, reads a status alone."""

import re
import socket
import ssl
import time
from dataclasses import dataclass

from restaurants.webhooks.addresses import AddressRefused, address_of, read_url

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 10.0
_MAX_STATUS_LINE = 4096
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: |\r?\n)")


@dataclass(frozen=True)
class SendResult:
    """What came of a posting. `status` is None where there was no answer; `problem` is then a sentence."""

    status: int | None
    milliseconds: int
    problem: str = ""

    @property
    def is_delivered(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: dict[str, str], *, trusted: ssl.SSLContext | None = None) -> SendResult:
    """Post the body. Of the answer nothing is kept but its status.

    Args:
        trusted: whose certificates count; by default those that the machine trusts.
    """
    began = time.monotonic()
    try:
        status, problem = _post(url, body, headers, trusted or tls_of_today(), began + WHOLE_SECONDS)
    except AddressRefused as refused:
        status, problem = None, str(refused)
    except ssl.SSLError:
        status, problem = None, "The host’s certificate is not valid, or TLS failed."
    except TimeoutError:
        status, problem = None, f"There was no answer within {WHOLE_SECONDS:.0f} seconds."
    except OSError:
        status, problem = None, "The connection failed."
    return SendResult(status, round((time.monotonic() - began) * 1000), problem)


def tls_of_today() -> ssl.SSLContext:
    """Certificates that the machine trusts, names compared, and no version below 1.2, whatever the system allows."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _post(
    url: str, body: bytes, headers: dict[str, str], trusted: ssl.SSLContext, ends_at: float
) -> tuple[int | None, str]:
    host, port, path = read_url(url)
    # The name is looked up once: another answer to a second look-up reaches nothing.
    address = address_of(host, port)
    with socket.create_connection((address, port), timeout=CONNECT_SECONDS) as plain:
        plain.settimeout(_left(ends_at))
        with trusted.wrap_socket(plain, server_hostname=host) as line:
            line.settimeout(_left(ends_at))
            line.sendall(_request(host, port, path, body, headers))
            status = _read_status(line, ends_at)
    if status is None:
        return None, "The answer was none of HTTP."
    return status, "Redirections are not followed." if 300 <= status < 400 else ""


def _request(host: str, port: int, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    named = {
        "Host": host if port == 443 else f"{host}:{port}",
        "User-Agent": "Platemark-Webhooks",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _read_status(line: ssl.SSLSocket, ends_at: float) -> int | None:
    """The status of the answer, of which no more is read; a byte now and then keeps nobody beyond the deadline."""
    read = b""
    while b"\n" not in read and len(read) < _MAX_STATUS_LINE:
        line.settimeout(_left(ends_at))
        if not (more := line.recv(_MAX_STATUS_LINE)):
            break
        read += more
    found = _STATUS.match(read)
    return int(found[1]) if found else None


def _left(ends_at: float) -> float:
    """The seconds that are left.

    Raises:
        TimeoutError: there are none.
    """
    if (left := ends_at - time.monotonic()) <= 0:
        raise TimeoutError
    return left
