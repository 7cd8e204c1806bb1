"""`docker-compose.yml` runs: each service by its command, environment, secrets, mounts, networks and health check.

No engine is needed: `engine.py` makes the namespaces. What is not tried here: building and pulling images, and Caddy.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from reviews_site.deployment.health import MAX_FAILURES
from tests.deploy.engine import OUTSIDE, Engine
from tests.deploy.external import NAMED, ROOT, compose
from tests.deploy.images import images
from tests.deploy.processes import RUNNING, networks_of, secrets_of
from tests.e2e.conftest import wait_for
from tests.state_folders import state_folder

pytestmark = [
    pytest.mark.xdist_group("containers"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each process a user of its own"),
]
SERVICES: dict[str, Any] = compose()["services"]
PORTS = {"postgres-transactional": 5432, "postgres-analytical": 5432, "valkey": 6379}
_BINDS = {name: service["environment"].get("PLATEMARK_BIND") for name, service in SERVICES.items() if "init" in service}
PORTS |= {name: int(bind.partition(":")[2]) for name, bind in _BINDS.items() if bind}
# The interpreter itself: what stands in the environment's folder leads to it.
PYTHON = os.path.realpath(sys.executable)
NO_CAPABILITY = "0000000000000000"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Everything that `docker compose up --wait` starts, up and well."""
    with state_folder("containers") as folder:
        laying_out = [sys.executable, "-m", "reviews_site.deployment", "secrets", "--out", str(folder / "secrets")]
        subprocess.run(laying_out, cwd=ROOT, capture_output=True, check=True, timeout=120)
        started = Engine(folder, compose(), images(folder))
        with small_disk(folder / "secrets" / "state" / "postgres-transactional"):
            try:
                started.up()
                yield started
            finally:
                statuses = started.stop()
        assert set(statuses.values()) == {0}, statuses


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Room for a cluster and little else, in the place of the folder and as its owner's."""
    owner = folder.stat().st_uid
    options = f"size=900m,mode=700,uid={owner},gid={owner}"
    subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["/bin/umount", "--lazy", str(folder)], check=True)


def ask(engine: Engine, name: str, question: dict[str, list[str]]) -> dict[str, Any]:
    """Ask from inside of a service's container; one that has ended is started once more, to be asked."""
    program = (Path(__file__).parent / "inside.py").read_text()
    command = [PYTHON, "-S", "-E", "-c", program, json.dumps(question)]
    if name in engine.running:
        done = engine.running[name].run(command)
        assert done.returncode == 0, done.stderr
        text = done.stdout
    else:
        assert engine.run(name, command, has_entrypoint=False) == 0, engine.log(name)
        text = engine.log(name)
    found: dict[str, Any] = json.loads(text.splitlines()[-1])
    return found


def expected_networks(name: str) -> set[str]:
    """By the table of processes; the servers have one each."""
    servers = {"postgres-transactional": {"transactional"}, "postgres-analytical": {"analytical"}, "valkey": {"broker"}}
    servers["proxy"] = {"edge", "console-edge", "outside"}
    return servers[name] if name in servers else networks_of(name)


def expected_secrets(name: str) -> set[str]:
    if name.startswith("postgres-"):
        return {"superuser_password", "migrator_password"}
    servers: dict[str, set[str]] = {"valkey": {"users.acl"}, "proxy": set()}
    return servers[name] if name in servers else secrets_of(name)


def test_every_service_runs_and_is_well_within_its_limits(engine: Engine) -> None:
    assert set(engine.running) == {*RUNNING, *PORTS, "proxy"}
    for name, container in engine.running.items():
        assert container.process.poll() is None, engine.log(name)
        memory = SERVICES[name]["deploy"]["resources"]["limits"]["memory"]
        kilobytes = container.sum_of("smaps_rollup", r"Pss_(?:Anon|Shmem):\s+(\d+)")
        assert kilobytes / 1024 < int(memory[:-1]) * {"m": 1, "g": 1024}[memory[-1]], name
        threads = container.sum_of("status", r"Threads:\s+(\d+)")
        assert 0 < threads <= SERVICES[name].get("pids_limit", threads), name


def fetch(engine: Engine, variable: str) -> str:
    """Status, location and text of a first page, as the proxy's container gets them where the Caddyfile says."""
    caddyfile = (ROOT / "deploy" / "Caddyfile").read_text()
    addresses = dict(re.findall(r"^\{\$(\w+)\} \{.*?reverse_proxy (\S+) \{", caddyfile, re.MULTILINE | re.DOTALL))
    assert addresses.keys() == {"SITE_HOST", "CONSOLE_HOST"}
    program = (
        "import http.client, sys; c = http.client.HTTPConnection(sys.argv[1], timeout=60);"
        "c.request('GET', '/', headers={'Host': sys.argv[2], 'X-Forwarded-Proto': 'https'});"
        "a = c.getresponse(); print(a.status, a.headers.get('Location'), a.read().decode())"
    )
    command = [PYTHON, "-S", "-E", "-c", program, addresses[variable], NAMED[variable]]
    return engine.running["proxy"].run(command).stdout


def test_pages_come_where_the_proxy_asks(engine: Engine) -> None:
    """By name, with the headers that it sets."""
    page = fetch(engine, "SITE_HOST")
    assert page.startswith("200 None") and "Platemark" in page
    assert fetch(engine, "CONSOLE_HOST").startswith(("200 None", "302 /"))


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_reaches_and_reads_what_its_line_allows_and_no_more(engine: Engine, name: str) -> None:
    """Asked inside: every server on every network, the outside, its own secrets and those of all others."""
    servers = {
        f"{engine.address(server, network)}:{port}": network
        for server, port in PORTS.items()
        for network in SERVICES[server]["networks"]
    }
    laid_out = engine.folder / "secrets"
    theirs = [
        str(path) for part in ("keys", "secrets") for path in sorted((laid_out / part).rglob("*")) if path.is_file()
    ]
    assert len(theirs) > 50
    folders = ["/", "/etc", "/usr", "/run/secrets", engine.images["platemark"].folder, "/tmp"]  # noqa: S108 - a question about it
    question = {"addresses": [*servers, f"{OUTSIDE}:443"], "files": theirs, "folders": folders}
    answer = ask(engine, name, question)
    networks = expected_networks(name)
    outside = [f"{OUTSIDE}:443"] if networks & {"outside", "provider", "mail", "webhooks"} else []
    assert answer["reached"] == [*(address for address, network in servers.items() if network in networks), *outside]
    assert answer["read"] == []
    assert set(answer["secrets"]) == expected_secrets(name)
    memory = [mount.partition(":")[0] for mount in SERVICES[name].get("tmpfs", [])]
    assert answer["written"] == [folder for folder in folders if folder in memory]
    uid = int(SERVICES[name]["user"].partition(":")[0])
    assert answer["user"] == [uid, uid, []]
    bound = f"{1 << 10:016x}" if name == "proxy" else NO_CAPABILITY
    assert answer["capabilities"] == [*[NO_CAPABILITY] * 3, bound, NO_CAPABILITY]
    assert answer["no new privileges"] == "1"
    assert (answer["first process"] == "docker-init") == bool(SERVICES[name].get("init"))


@pytest.mark.parametrize("name", SERVICES)
def test_on_the_machine_a_services_user_reads_its_own_secrets_alone(engine: Engine, name: str) -> None:
    """Whoever broke out of a container is still its user."""
    folder = engine.folder / "secrets" / "secrets"
    question = {"addresses": [], "files": [str(path) for path in folder.glob("*/*")], "folders": []}
    user = SERVICES[name]["user"].partition(":")[0]
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    command = [sys.executable, "-S", "-E", str(Path(__file__).parent / "inside.py"), json.dumps(question)]
    done = subprocess.run([*become, *command], capture_output=True, text=True, check=True, timeout=120)
    own = {engine.file["secrets"][each["source"]]["file"] for each in SERVICES[name].get("secrets", [])}
    assert set(json.loads(done.stdout)["read"]) == {str(folder.parent / path.split("/", 3)[3]) for path in own}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("vacuum", ()),
        ("auditor", ("audit", "verify")),
        ("breach", ("breach", "report", "--from", "2026-01-01", "--to", "2026-01-02", "--who", "data_scientist")),
        ("rewrapper", ("keys", "status", "password-pepper")),
        ("publisher", ()),
        ("migrate", ("python", "manage.py", "policy", "verify")),
    ],
)
def test_commands_of_people_run_in_their_containers(engine: Engine, name: str, command: tuple[str, ...]) -> None:
    """As docs/operations.md has them: `docker compose run --rm NAME COMMAND`."""
    assert engine.run(name, command) == 0, engine.log(name)


def test_a_process_that_hangs_takes_its_container_along_and_comes_back(engine: Engine) -> None:
    """By its health check: at the last of several failures in a row it kills what the init started."""
    container = engine.running["beat"]
    hung = [pid for pid in container.pids() if pid != container.first_pid]
    failures = Path(f"/proc/{container.first_pid}/root/tmp/failed-checks")
    failures.write_bytes(b"." * (MAX_FAILURES - 1))
    user = int(SERVICES["beat"]["user"].partition(":")[0])
    os.chown(failures, user, user)
    for pid in hung:
        os.kill(pid, signal.SIGSTOP)
    assert not engine.check("beat")
    assert wait_for(lambda: container.process.poll(), says="the end of the container") == 128 + signal.SIGKILL
    assert SERVICES["beat"]["restart"] == "unless-stopped"
    engine.start("beat")
    engine.wait_until_well("beat")


def run_as_superuser(engine: Engine, statement: str) -> "subprocess.CompletedProcess[str]":
    psql = 'PGPASSWORD="$(cat /run/secrets/superuser_password)" psql -h 127.0.0.1 -U postgres -c "$1" postgres'
    return engine.running["postgres-transactional"].run(["sh", "-c", psql, "sh", statement])


def test_on_a_full_disk_readers_go_on_and_writers_wait_for_room(engine: Engine) -> None:
    """By the health check of the cluster, which gives up its reserve."""
    name = "postgres-transactional"
    disk = engine.folder / "secrets" / "state" / name
    assert engine.check(name) and (disk / "reserve").exists()
    filler = disk / "filler"
    free = os.statvfs(disk)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize - 200 * 1024 * 1024)
    assert not engine.check(name)
    assert not (disk / "reserve").exists()
    writing = "COMMENT ON DATABASE postgres IS 'closed to all'"
    refused = "read-only transaction"
    wait_for(lambda: refused in run_as_superuser(engine, writing).stderr, says="the refusal of writers")
    assert fetch(engine, "SITE_HOST").startswith("200 None")
    assert engine.check("web")
    filler.unlink()
    assert engine.check(name)
    wait_for(lambda: run_as_superuser(engine, writing).returncode == 0, says="the end of the refusal")
    assert engine.check(name) and (disk / "reserve").exists()


def test_a_statement_that_fails_is_not_in_the_log(engine: Engine) -> None:
    assert run_as_superuser(engine, "SELECT 1 / 0 AS canary7f3a").returncode == 1
    log = wait_for(lambda: engine.log("postgres-transactional"))
    assert "division by zero" in log
    assert "canary7f3a" not in log
