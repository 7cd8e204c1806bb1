"""The API behind a real socket: programs that are no test client ask it, as the process `web`, with the test's data."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings

from tests.conftest import playing

# `make api-tools` installs them, pinned, in an environment of their own.
API_TOOLS = Path(__file__).resolve().parents[2] / "var" / "api-tools" / "bin"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def api_server() -> Iterator[str]:
    """Serve the site's pages on a free port of this machine; its address. One request at a time."""
    application = get_wsgi_application()

    def as_web(environ: Any, start_response: Any) -> list[bytes]:
        with playing("web"):
            answer = application(environ, start_response)
            try:
                return [b"".join(answer)]
            finally:
                answer.close()

    with WSGIServer(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(as_web)
        address = f"http://localhost:{server.server_port}"

        def serve() -> None:
            server.serve_forever(poll_interval=0.05)
            connections.close_all()

        limits = {"address": 10_000_000, "person": 10_000_000}
        with override_settings(BASE_URL=address, OWN_HOST=address.removeprefix("http://"), API_LIMITS=limits):
            thread = threading.Thread(target=serve)
            thread.start()
            try:
                yield address
            finally:
                server.shutdown()
                thread.join()
