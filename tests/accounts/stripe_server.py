"""In the provider's place: a server on this machine that gives recorded answers, and notes what it is asked.

The shapes in `stripe/` were written down from Stripe's API reference, with invented people.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SHAPES = Path(__file__).parent / "stripe"
SESSION = "vs_1NuNAILkdIwHu7ixh7OtGMLw"
# No key of anybody's: the server takes what it is told to.
KEY = "rk_test_of_nobody_" + "x" * 24


def shape(name: str, **changes: object) -> dict[str, Any]:
    """A recorded answer, with some of its fields replaced."""
    found: dict[str, Any] = json.loads((SHAPES / f"{name}.json").read_text())
    return found | changes


def document(**changes: object) -> dict[str, Any]:
    """A verified session whose document has some of its fields replaced; `...` takes one away."""
    session = shape("verified")
    fields = session["last_verification_report"]["document"] | changes
    session["last_verification_report"]["document"] = {
        name: value for name, value in fields.items() if value is not ...
    }
    return session


@dataclass(frozen=True)
class StripeRequest:
    """One request of the SDK's."""

    verb: str
    path: str
    sent: dict[str, list[str]]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What the server says to one request."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass
class StripeServer:
    """What it will say, in turn by what is asked for (create, retrieve, redact); the last stays."""

    url: str = ""
    asked: list[StripeRequest] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    pause_seconds: float = 0

    def says(self, to: str, body: object, status: int = 200, **headers: str) -> None:
        """The next answer to what is asked: a recorded shape by name, a JSON value, or raw bytes."""
        value = shape(body) if isinstance(body, str) else body
        raw = value if isinstance(value, bytes) else json.dumps(value).encode()
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        self.replies.setdefault(to, []).append(Reply(status, raw, named))

    def reply(self, asked: StripeRequest) -> Reply:
        """Note the question, and give the answer."""
        self.asked.append(asked)
        kind = (
            "retrieve" if asked.verb == "GET" else "redact" if asked.path.endswith(("/redact", "/delete")) else "create"
        )
        waiting = self.replies.get(kind) or [Reply(500, b"{}", {})]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


@contextmanager
def running_stripe() -> Iterator[StripeServer]:
    """The server on a free port of 127.0.0.1."""
    stripe = StripeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            sent = parse_qs(body.decode() or address.query)
            time.sleep(stripe.pause_seconds)
            reply = stripe.reply(StripeRequest(self.command, address.path, sent, dict(self.headers)))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        do_POST = do_GET  # noqa: N815  # the name is the base class's

        def log_message(self, *args: Any) -> None:
            """Keep quiet."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: Any) -> None:
            """The client hangs up on purpose."""

    with Server(("127.0.0.1", 0), Handler) as server:
        stripe.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield stripe
        server.shutdown()
        thread.join()
