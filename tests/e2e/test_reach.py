"""Asks every running process what it is and what it reaches, and compares the answer with the table of processes."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from analytics.access.company import COMPANY_ROLES, Environment
from reviews_site.processes import PROCESSES
from tests.e2e.conftest import Site

pytestmark = pytest.mark.xdist_group("site")
RUNNING = {name: process for name, process in PROCESSES.items() if process.kind != "command"}


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
