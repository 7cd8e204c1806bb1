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
    if process == "rights":
        from accounts.erasure import carrying_out
        from restaurants.tasks import UPSTAIRS

        return lambda: carrying_out.carry_out(UPSTAIRS)
    if process == "identity":
        from accounts.identity import forgetting

        return forgetting.forget_all
    if process == "relay":
        from analytics.ingest import age_bands, relay

        return lambda: (relay.drain(), age_bands.publish_left())
    if process == "subjects":
        from analytics.ingest import erasing as facts

        return facts.carry_out
    from analytics.access.driver import psycopg_connection
    from analytics.datasets import forgetting as datasets

    return lambda: list(datasets.forget_due(psycopg_connection("analytical")))
