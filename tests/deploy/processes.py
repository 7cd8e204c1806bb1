"""The services of `docker-compose.yml`, started by their commands with the settings of production."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviews_site.processes import PROCESSES, Process, queue_names
from tests.deploy.external import ROOT, SURROUNDINGS, External, compose, free_port
from tests.deploy.images import collect_static, command_of_image
from tests.e2e.conftest import wait_for

NETWORK_OF = {"default": "transactional", "vault": "transactional", "analytical": "analytical"}
# What a process reaches besides stores and queues, and why.
BESIDES = {
    "web": {"edge"},
    "console": {"console-edge", "queries"},
    "query": {"queries"},
    "gateway": {"inference"},
    "identity": {"provider"},
    "mail": {"mail"},
    "webhooks": {"webhooks"},
    # Who may do what there.
    "migrate": {"broker"},
}
RUNNING = [name for name, process in PROCESSES.items() if process.kind not in ("command", "nightly")]
# Root runs each of them in a container of its own in `test_containers`; here are those that a visitor's words reach.
STARTED = ["web", "mail", "beat"] if os.geteuid() == 0 else RUNNING


def process_of(service: str) -> Process:
    """The line of the table that a service of ours is."""
    return PROCESSES["migrator" if service == "migrate" else service]


def networks_of(service: str) -> set[str]:
    """The networks that a service of ours needs, by its process's line."""
    process = process_of(service)
    networks = {NETWORK_OF[store] for store in process.logins} | BESIDES.get(service, set())
    return networks | ({"broker"} if queue_names(process) else set())


def secrets_of(service: str) -> set[str]:
    """The files of the slice that a service of ours has."""
    process = process_of(service)
    files = {f"database_{store}_url" for store in process.logins}
    files |= {f"database_as_{login}_url" for login in process.people}
    files |= {"broker_url"} if queue_names(process) else set()
    files |= {"cache_url"} if process.has_cache else set()
    files |= {"metrics_token"} if process.name in ("web", "console", "gateway") else set()
    files |= {"email_host_password"} if process.name == "mail" else set()
    files |= {"logins.json", "policy_broker_url"} if process.name == "migrator" else set()
    return files | ({"keyring.json"} if process.purposes else set())


def environment(external: External, service: str, probes: Path, **more: str) -> dict[str, str]:
    """What the container has: the image's environment, compose's, and its own secrets."""
    settings = compose()["services"][service]["environment"]
    assert isinstance(settings, dict)
    process = settings["PLATEMARK_PROCESS"]
    image = {
        "DJANGO_SETTINGS_MODULE": "reviews_site.settings.production",
        "PLATEMARK_SECRETS": str(external.where.secrets / process),
        "PLATEMARK_VAR": str(external.folder / "state"),
        "PLATEMARK_PROBES": str(probes),
        "STATIC_ROOT": str(external.folder / "static"),
        "PYTHONDONTWRITEBYTECODE": "1",
        # Numbered users have no name in a container either.
        "PYTHONWARNINGS": "ignore",
    }
    return {**SURROUNDINGS, **image, **{name: str(value) for name, value in settings.items()}, **more}


def command_of(service: str) -> list[str]:
    """The container's command, with this environment's Python."""
    written = compose()["services"][service].get("command")
    found = list(written) if isinstance(written, list) else command_of_image()
    return [sys.executable, *map(str, found[1:])]


@pytest.fixture(scope="package")
def migrated(external: External) -> External:
    """The one-shot services have run: twice, as an upgrade that has nothing to do must do nothing; and the nightly."""
    (external.folder / "state").mkdir()
    collect_static(external.folder)
    for name in ("migrate", "migrate", "vacuum"):
        done = subprocess.run(
            command_of(name),
            cwd=ROOT,
            env=environment(external, name, external.folder),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return external


@pytest.fixture(scope="package")
def started(migrated: External) -> Iterator[tuple[External, int, Path]]:
    """The processes, up and well by the container's own health check."""
    port, probes = free_port(), migrated.folder / "probes"
    probes.mkdir()
    running = {}
    with (migrated.folder / "output").open("wb") as output:
        for name in STARTED:
            listens = PROCESSES[name].kind == "service"
            address = f"127.0.0.1:{port if name == 'web' else free_port()}"
            more = {"PLATEMARK_BIND": address} if listens else {}
            running[name] = subprocess.Popen(
                command_of(name),
                cwd=ROOT,
                env=environment(migrated, name, probes, **more),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
    try:
        for name, process in running.items():
            wait_for(lambda name=name: _is_well(migrated, name, probes), 180, f"the start of {name}")
            assert process.poll() is None
        yield migrated, port, probes
    finally:
        for process in running.values():
            process.terminate()
        statuses = {name: process.wait(120) for name, process in running.items()}
    assert set(statuses.values()) == {0}, statuses


def _is_well(external: External, name: str, probes: Path) -> bool:
    check = [sys.executable, "-m", "reviews_site.deployment.health"]
    return subprocess.run(check, cwd=ROOT, env=environment(external, name, probes), check=False).returncode == 0
