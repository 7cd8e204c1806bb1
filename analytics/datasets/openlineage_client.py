"""Tells OpenLineage events to whoever keeps lineage: a service by URL, or a file of JSON lines.

What is told has happened already, so nothing here raises. What the service does not take goes into the file, and what
the file does not take goes into the log.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import httpx
from django.conf import settings
from django.utils import timezone

from analytics.datasets.document import InvalidDataset
from analytics.datasets.models import DatasetVersion

if TYPE_CHECKING:
    from openlineage.client.event_v2 import RunEvent

logger = logging.getLogger(__name__)
_PATH = "/api/v1/lineage"
# A file that has grown large begins anew, and the one before is kept.
MAX_BYTES = 10_000_000


def send_events(events: "Sequence[RunEvent]") -> None:
    """Send events, or keep them, in their order."""
    is_taking = bool(settings.OPENLINEAGE_URL)
    for text in map(_client().serialize, events):
        # A service that did not take one is not waited for a second time.
        is_taking = is_taking and _sent(text)
        if not is_taking:
            _kept(text)


def send_written(version: DatasetVersion) -> None:
    """Tell that a version was registered or refreshed."""
    send_events(_client().written_event(version, ended=timezone.now()))


def send_withdrawn(version: DatasetVersion) -> None:
    """Tell that a version was withdrawn."""
    send_events(_client().withdrawn_event(version, at=version.withdrawn_at or timezone.now()))


def send_refused(verb: str, name: str, problems: InvalidDataset) -> None:
    """Tell that a registration, a refresh or a withdrawal was refused."""
    send_events(_client().refused_event(verb, name, str(problems), at=timezone.now()))


@dataclass
class ModelRun:
    """What a run of a model came to. One that wrote nothing is not told."""

    wrote: bool = False
    rows: int | None = None


@contextmanager
def model_run(name: str) -> Iterator[ModelRun]:
    """Tell of the run of a model, when it has ended, and how: a name of `analytics.datasets.model_runs.RUNS`."""
    run, began = ModelRun(), timezone.now()
    try:
        yield run
    except Exception as problem:
        send_events(_client().model_run_event(name, began=began, ended=timezone.now(), because=type(problem).__name__))
        raise
    if run.wrote:
        send_events(_client().model_run_event(name, began=began, ended=timezone.now(), rows=run.rows))


def _client() -> ModuleType:
    # Imported here: processes that never tell anything do not load the client.
    from analytics.datasets import openlineage

    return openlineage


def _sent(text: str) -> bool:
    headers = {"Content-Type": "application/json"}
    try:
        with httpx.Client(timeout=settings.OPENLINEAGE_TIMEOUT_SECONDS) as client:
            client.post(settings.OPENLINEAGE_URL.rstrip("/") + _PATH, content=text, headers=headers).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        logger.warning("An OpenLineage event was not taken, and is kept in the file: %s", type(problem).__name__)
        return False
    return True


def _kept(text: str) -> None:
    if not settings.OPENLINEAGE_FILE:
        return
    path = Path(settings.OPENLINEAGE_FILE)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
        # Processes share the folder: a link that another one put there is not followed.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as problem:
        logger.warning("An OpenLineage event has no file (%s): %s", type(problem).__name__, text)
