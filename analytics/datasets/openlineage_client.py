"""Send OpenLineage events to a service, or write them to a file of JSON lines.

The events have happened already, so nothing here raises. What the service does not accept goes into the file, and what
can't be written there goes into the log.
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
# Above this size the file is rotated; one older file is kept.
MAX_FILE_BYTES = 10_000_000


def send_events(events: "Sequence[RunEvent]") -> None:
    """Send events in their order, or write them to the file."""
    is_available = bool(settings.OPENLINEAGE_URL)
    for text in map(_client().serialize, events):
        # After one failure the service is not tried again.
        is_available = is_available and _post(text)
        if not is_available:
            _write(text)


def send_written(version: DatasetVersion) -> None:
    """Send that a version was registered or refreshed."""
    send_events(_client().written_event(version, ended_at=timezone.now()))


def send_withdrawn(version: DatasetVersion) -> None:
    """Send that a version was withdrawn."""
    send_events(_client().withdrawn_event(version, at=version.withdrawn_at or timezone.now()))


def send_refused(verb: str, name: str, problems: InvalidDataset) -> None:
    """Send that a registration, a refresh or a withdrawal was refused."""
    send_events(_client().refused_event(verb, name, str(problems), at=timezone.now()))


@dataclass
class ModelRun:
    """The outcome of a run of a model. No event is sent of a run that wrote nothing."""

    wrote: bool = False
    rows: int | None = None


@contextmanager
def model_run(name: str) -> Iterator[ModelRun]:
    """Send the run of a model (a name of `analytics.datasets.model_runs.RUNS`) when it has ended or failed."""
    run, started_at = ModelRun(), timezone.now()
    try:
        yield run
    except Exception as problem:
        error = type(problem).__name__
        send_events(_client().model_run_event(name, started_at=started_at, ended_at=timezone.now(), error=error))
        raise
    if run.wrote:
        send_events(_client().model_run_event(name, started_at=started_at, ended_at=timezone.now(), rows=run.rows))


def _client() -> ModuleType:
    # Imported here: processes that send nothing do not load the library.
    from analytics.datasets import openlineage

    return openlineage


def _post(text: str) -> bool:
    headers = {"Content-Type": "application/json"}
    try:
        with httpx.Client(timeout=settings.OPENLINEAGE_TIMEOUT_SECONDS) as client:
            client.post(settings.OPENLINEAGE_URL.rstrip("/") + _PATH, content=text, headers=headers).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        logger.warning("An OpenLineage event was not accepted, and goes into the file: %s", type(problem).__name__)
        return False
    return True


def _write(text: str) -> None:
    if not settings.OPENLINEAGE_FILE:
        return
    path = Path(settings.OPENLINEAGE_FILE)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_FILE_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
        # Processes share the folder: do not follow a link that another one may have put there.
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as problem:
        logger.warning("An OpenLineage event can't be written to the file (%s): %s", type(problem).__name__, text)
