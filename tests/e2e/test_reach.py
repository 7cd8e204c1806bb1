"""Asks every running process what it is and what it reaches, and compares the answer with the table of processes."""

import json
import os
import re
import socket
from pathlib import Path
from typing import Any

import pytest

from analytics.access.company import COMPANY_ROLES, Environment
from reviews_site.processes import PROCESSES
from tests.benchmarks import processor
from tests.e2e.conftest import Site
from tests.e2e.dataset_requests import manage

pytestmark = pytest.mark.xdist_group("site")
RUNNING = {name: process for name, process in PROCESSES.items() if process.kind not in ("command", "nightly")}


def asked(path: Path) -> dict[str, Any] | None:
    """The answer of one probe; None when its process is gone."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        try:
            connection.connect(str(path))
        except OSError:
            return None
        answer: dict[str, Any] = json.loads(b"".join(iter(lambda: connection.recv(65536), b"")))
        return answer


@pytest.fixture(scope="module")
def answers(site: Site) -> list[dict[str, Any]]:
    from reviews_site.deployment.paths import find_paths

    return [answer for path in sorted(find_paths(site.var).probe.glob("*.sock")) if (answer := asked(path))]


def test_every_process_answers(answers: list[dict[str, Any]]) -> None:
    assert {answer["process"] for answer in answers} == set(RUNNING)


@pytest.mark.parametrize("name", RUNNING)
def test_a_process_is_who_the_table_says(answers: list[dict[str, Any]], name: str) -> None:
    for answer in (answer for answer in answers if answer["process"] == name):
        assert answer["stores"] == RUNNING[name].logins
        assert answer["people"] == {login: _in_dev(login) for login in RUNNING[name].people}
        assert answer["purposes"] == sorted(RUNNING[name].purposes)


def test_the_nightly_command_is_who_the_table_says(site: Site) -> None:
    program = "import json; from reviews_site.deployment.probe import reach; print(json.dumps(reach()))"
    vacuum, answer = (
        PROCESSES["vacuum"],
        json.loads(manage(site.var, "vacuum", "shell", "--verbosity=0", "-c", program)),
    )
    assert answer["stores"] == vacuum.logins
    assert answer["purposes"] == sorted(vacuum.purposes)


def _in_dev(login: str) -> str:
    """Who a person's login is in dev: itself, or nobody where the role table lets it into no table."""
    return login if COMPANY_ROLES[login].in_(Environment.DEV).tables else ""


def test_as_root_no_two_processes_share_a_user(site: Site, answers: list[dict[str, Any]]) -> None:
    users: dict[str, set[int]] = {}
    for answer in answers:
        users.setdefault(answer["process"], set()).add(answer["uid"])
    assert all(len(uids) == 1 for uids in users.values())
    distinct = len({next(iter(uids)) for uids in users.values()})
    assert distinct == (len(users) if os.geteuid() == 0 and separated(site) else 1)


def test_a_process_can_not_read_the_secrets_of_another(site: Site, answers: list[dict[str, Any]]) -> None:
    """Tried as the web process's own user, where the processes have users of their own."""
    web = next(answer for answer in answers if answer["process"] == "web")
    if os.geteuid() != 0 or web["uid"] == 0:
        assert web["uid"] == os.geteuid()
        return
    for folder in sorted((site.var / "secrets").iterdir()):
        status = os.waitpid(_reader(web["uid"], folder), 0)[1]
        may_read = os.waitstatus_to_exitcode(status) == 0
        assert may_read == (folder.name == "web"), folder.name


def test_the_fork_server_holds_no_secret_and_no_connection(site: Site, answers: list[dict[str, Any]]) -> None:
    """Its memory, its environment and its descriptors are read; the same search finds the web process's own keys."""
    server = next(pid for pid in processor.tree(site.process.pid) if b"fork_server" in _command(pid) and not _name(pid))
    secrets = {
        secret: f"{path.parent.name}/{path.name}"
        for path in (site.var / "secrets").glob("*/*")
        for secret in _secrets(path.read_text().replace(str(site.var), " "))
    }
    assert len(secrets) > 50
    assert _secrets_in_memory(server, secrets) == set()
    web = next(answer["pid"] for answer in answers if answer["process"] == "web")
    found = _secrets_in_memory(web, secrets)
    assert {name.partition("/")[0] for name in found} >= {"web"}, "The search finds secrets where there are some."
    for pid in (server, web):
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert not any(secret in environment for secret in secrets)
    links = [str(path.readlink()) for path in Path(f"/proc/{server}/fd").iterdir()]
    assert len([link for link in links if link.startswith("socket:")]) == 1, "The one that it takes orders on."


def separated(site: Site) -> bool:
    """Whether the supervisor could give each process a user of its own; its banner says so where it could not."""
    return not any("share" in line for line in site.output[:20])


def _reader(uid: int, folder: Path) -> int:
    """Fork a child that becomes `uid` and lists the folder; its exit code is 0 when it can."""
    pid = os.fork()
    if pid == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            list(folder.iterdir())
        except OSError:
            os._exit(1)
        os._exit(0)
    return pid


def _secrets(text: str) -> set[bytes]:
    """Passwords in addresses, and key material: what is long and random."""
    return {match.encode() for match in re.findall(r"[A-Za-z0-9_+/=-]{40,}", text)}


def _secrets_in_memory(pid: int, secrets: dict[bytes, str]) -> set[str]:
    """The files whose secrets stand in what the process has written to its memory."""
    found = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            if not re.match(r"\S+ rw.p", line):
                continue
            first, last = (int(address, 16) for address in line.split()[0].split("-"))
            try:
                memory.seek(first)
                content = memory.read(last - first)
            except OSError:
                continue  # a page that even the kernel does not show
            found |= {name for secret, name in secrets.items() if secret in content}
    return found


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _name(pid: int) -> str:
    """What a child of the fork server is called; the server itself has the interpreter's name."""
    name = Path(f"/proc/{pid}/comm").read_text().strip()
    return "" if name.startswith("python") else name
