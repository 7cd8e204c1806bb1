"""A server of the running site crashes: each page comes or says when to ask again, and then all of them come."""

import os
import signal
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from reviews_site.deployment.process_secrets import DATABASES
from reviews_site.processes import Store
from tests.e2e.conftest import Site, wait_for

pytestmark = pytest.mark.xdist_group("site")


def pages_of(site: Site) -> list[tuple[str, str]]:
    """Address and name of pages that read a store, of each process that answers on HTTP."""
    web, console, query = (f"http://127.0.0.1:{site.port + offset}" for offset in (0, 4, 5))
    paths = ("/", "/restaurants/", "/accounts/login/", "/readyz", "/sitemap.xml", "/nowhere/", "/restaurants/?q=soup")
    return [
        *((f"{web}{path}", f"localhost:{site.port}") for path in paths),
        *((f"{console}{path}", f"console.localhost:{site.port + 4}") for path in ("/sign-in/", "/", "/readyz")),
        (f"{query}/readyz", "localhost"),
    ]


def statuses(site: Site) -> list[int]:
    """What each page answers now; none is an error, and each that is not there says when to ask again."""
    found = []
    for address, host in pages_of(site):
        answer = httpx.get(address, headers={"Host": host}, timeout=60, trust_env=False)
        assert answer.status_code < 500 or (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), address
        found.append(answer.status_code)
    return found


def kill_backend(site: Site, store: Store) -> None:
    """Kill one backend, for which the server ends all others, and recovers."""
    with psycopg.connect(site.superuser(store), autocommit=True) as superuser:
        os.kill(superuser.info.backend_pid, signal.SIGKILL)
        wait_for(lambda: is_lost(superuser), says="the crash")


def end_server(site: Site, store: Store) -> None:
    """End a whole server at once, which the supervisor starts again."""
    with psycopg.connect(site.superuser(store), autocommit=True) as superuser:
        cluster = DATABASES[store][0]
        os.kill(int((site.var / "postgres" / cluster / "postmaster.pid").read_text().splitlines()[0]), signal.SIGQUIT)
        wait_for(lambda: is_lost(superuser), says="the end of the server")


def is_lost(connection: "psycopg.Connection[Any]") -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return True
    return False


@pytest.mark.parametrize("store", ["default", "analytical"])
@pytest.mark.parametrize("crash", [kill_backend, end_server])
def test_after_a_crash_every_page_comes_again(site: Site, store: Store, crash: Callable[[Site, Store], None]) -> None:
    before = statuses(site)
    assert 503 not in before
    crash(site, store)
    wait_for(lambda: statuses(site) == before, says="every page")


def test_a_page_that_says_so_reloads_itself_without_a_script(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with psycopg.connect(site.superuser("default").rpartition("/")[0] + "/postgres", autocommit=True) as superuser:
        superuser.execute("ALTER DATABASE platemark ALLOW_CONNECTIONS false")
        try:
            superuser.execute("SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE usename = 'web'")
            answer = page.goto(f"{site.url}/restaurants/")
            assert answer is not None and answer.status == 503
            expect(page.locator("h1")).to_have_text("The kitchen is closed for a moment")
        finally:
            superuser.execute("ALTER DATABASE platemark ALLOW_CONNECTIONS true")
    expect(page.locator("#list-title")).to_be_visible()
    context.close()
