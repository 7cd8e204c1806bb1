"""The parts of `erasures` that run inside a process: `tests/benchmarks/inside.py` calls them."""

import time
from collections.abc import Callable
from typing import Any


def erasing(process: str) -> float:
    """Seconds of one turn of a worker that has a part in erasures, over connections that are open already."""
    from django.conf import settings
    from django.db import connections

    for alias in settings.PROCESS.logins:
        connections[alias].ensure_connection()
    turn = _turn_of(process)
    began = time.perf_counter()
    turn()
    return time.perf_counter() - began


def _turn_of(process: str) -> Callable[[], Any]:
    if process == "privacy":
        from privacy_rights.erasure import worker

        return worker.run_due
    if process == "identity":
        from privacy_rights.erasure import vault

        return vault.erase_due
    if process == "relay":
        from analytics.ingest import relay

        return relay.drain
    if process == "analytics_privacy":
        from privacy_rights.analytical import erasure as facts

        return facts.run_due
    from analytics.access.driver import psycopg_connection
    from privacy_rights.analytical import datasets

    return lambda: list(datasets.erase_due(psycopg_connection("analytical")))
