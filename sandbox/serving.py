"""A small threaded WSGI server on 127.0.0.1 that stops at once when told to.

For development programs with their state in memory: one process, so no workers to share it with. Not for the internet.
"""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOPBACK = "127.0.0.1"
STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})

log = logging.getLogger(__name__)


class LoopbackServer(ThreadingMixIn, WSGIServer):
    """Serves each request in a thread that does not hold up the end of the process."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def server_bind(self) -> None:
        """Bind, without asking the resolver for this host's full name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """One line for a connection that broke off; the program's own errors are logged by Django."""
        log.info("a connection broke off: %s", type(sys.exception()).__name__)


class RequestHandler(WSGIRequestHandler):
    """Leaves the log to the program, which knows what may be written in it."""

    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request line may hold what the log must not."""


@contextmanager
def serving(application: "WSGIApplication", *, port: int) -> Iterator[None]:
    """Serve until the block ends. Enter it before any other thread starts: it holds back the stop signals."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    server = LoopbackServer((LOOPBACK, port), RequestHandler)
    server.set_app(application)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    log.info("listening on http://%s:%d", LOOPBACK, port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def wait_to_be_stopped() -> None:
    """Return when SIGTERM or SIGINT arrives."""
    arrived = signal.sigwait(STOP_SIGNALS)
    log.info("stopping on %s", signal.Signals(arrived).name)


def log_to_stdout() -> None:
    """One line per event on stdout."""
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    # httpx writes the address of each request, and an address may hold a session id.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # aiosmtpd writes every line of the protocol, addresses included.
    logging.getLogger("mail").setLevel(logging.WARNING)
    # Django repeats each 4xx that these programs answer on purpose.
    logging.getLogger("django.request").setLevel(logging.ERROR)
