"""Gunicorn's configuration for whatever answers on HTTP. The supervisor or the container gives the environment."""

import os
import shutil
import sys
import tempfile
from typing import Any

bind = os.environ.get("PLATEMARK_BIND", "127.0.0.1:8000").split(",")

# Measured on two cores: two processes of four threads, whose connections stay open, serve about 900 pages a second. The
# company's own people are few, and the query service remembers which assertions it has seen: one process for these.
workers = 2 if os.environ.get("PLATEMARK_PROCESS") == "web" else 1
# Threads meet whole requests only; the loop in front bounds how long, how slowly and how much may be sent.
_workers = {"gateway": "reviews_site.deployment.json_worker.JsonWorker"}
worker_class = _workers.get(
    os.environ.get("PLATEMARK_PROCESS", ""), "reviews_site.deployment.buffering_worker.BufferingWorker"
)
# Gunicorn's own default is the user who imported it, which the fork server did for all.
user, group = os.geteuid(), os.getegid()
threads = 4

# One import for both workers, which share its memory. Nothing may touch a store before the fork: connections are
# made at a thread's first query, so loading the application opens none.
preload_app = True

# Workers share their counts for /metrics in files here. Only production counts; it must stand before the first import.
_counts = ""
_is_production = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")
if _is_production and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    _counts = tempfile.mkdtemp(prefix="platemark-metrics-")
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", _counts)

timeout = 30
graceful_timeout = 4
keepalive = 5
max_requests = 0
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - a heartbeat file, unlinked at once

# A socket on which whoever reaches it could command the server; we have signals for that.
control_socket_disable = True

# No header of a request changes scheme or path, not even one that comes from this machine. Django reads the one header
# that our proxy sets. Names with underscores, which could stand for another header, are dropped.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
header_map = "drop"

accesslog = None
errorlog = "-"
loglevel = "warning"
# Django's own limits are stricter; these keep a client from filling memory before Django sees it.
limit_request_line = 4094
limit_request_fields = 60


# The status of a worker by which gunicorn does not try it again, and ends.
_HALT = 3


def post_fork(server: Any, worker: Any) -> None:
    """Each worker ends with its master, and answers on a probe of its own."""
    from django.conf import settings

    from reviews_site.deployment import probe
    from reviews_site.deployment.child import die_with
    from reviews_site.valkey import OldServer, refuse_old_server

    die_with(worker.ppid)
    try:
        refuse_old_server(settings.CACHES["default"].get("LOCATION", ""))
    except OldServer as problem:
        server.log.error(str(problem))
        sys.exit(_HALT)
    probe.start()


def on_exit(server: Any) -> None:
    """The counts end with the server."""
    if _counts:
        shutil.rmtree(_counts, ignore_errors=True)


def child_exit(server: Any, worker: Any) -> None:
    """A worker that ended leaves its sums, and nothing of what it had under way."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # it is not annotated
