"""A worker of the running site is stopped, and so is the server of pages: each is noticed, and starts again."""

import os
import signal
from pathlib import Path

import pytest

from reviews_site.deployment.health import answers_on_http
from tests.e2e.conftest import Site, wait_for

pytestmark = pytest.mark.xdist_group("site")


def numbers_of(process: str, site: Site) -> set[int]:
    """The processes that say that they are `process`."""
    return {int(path.name.split(".")[-2]) for path in (site.var / "run" / "probe").glob(f"{process}.*.alive")}


def parent_of(number: int) -> int:
    with Path(f"/proc/{number}/stat").open("rb") as stat:
        return int(stat.read().rpartition(b")")[2].split()[1])


def test_a_worker_and_a_server_of_pages_that_are_stopped_start_again(site: Site) -> None:
    (worker,) = numbers_of("models", site)
    pages = numbers_of("query", site)
    for number in (worker, parent_of(min(pages))):
        os.kill(number, signal.SIGSTOP)
    for process, before in (("models", {worker}), ("query", pages)):
        says = f"! {process} does not answer, and is ended"
        wait_for(lambda says=says: any(says in line for line in site.output), says=says)
        again = f"another {process}"
        wait_for(lambda process=process, before=before: numbers_of(process, site) - before, says=again)
    wait_for(lambda: answers_on_http(site.port + 5), says="the page of query")
