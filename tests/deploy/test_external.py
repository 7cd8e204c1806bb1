"""Services' commands from `docker-compose.yml`, with production's settings, on external servers over TCP.

What an engine would add is not tried here: images, networks, mounted secrets.
"""

from pathlib import Path

import httpx
import pytest

from tests.deploy.external import NAMED, External

pytestmark = pytest.mark.xdist_group("external")


def test_processes_run_in_production_over_tcp(started: tuple[External, int, Path]) -> None:
    _, port, _ = started
    host = {"Host": NAMED["SITE_HOST"]}
    assert httpx.get(f"http://127.0.0.1:{port}/readyz", headers=host, timeout=60).status_code == 200
    plain = httpx.get(f"http://127.0.0.1:{port}/", headers=host)
    assert (plain.status_code, plain.headers["location"]) == (301, f"https://{NAMED['SITE_HOST']}/")
    page = httpx.get(f"http://127.0.0.1:{port}/", headers={**host, "X-Forwarded-Proto": "https"}, timeout=60)
    assert page.status_code == 200
    assert "max-age=63072000" in page.headers["strict-transport-security"]
    strange = httpx.get(
        f"http://127.0.0.1:{port}/", headers={"Host": "elsewhere.example", "X-Forwarded-Proto": "https"}
    )
    assert strange.status_code == 400


def test_a_backup_restores_with_its_rights(migrated: External) -> None:
    """The commands of docs/operations.md: dump each database, restore it beside itself, compare."""
    for cluster, databases in (("transactional", ("platemark", "vault")), ("analytical", ("analytical",))):
        for database in databases:
            dump, again = migrated.folder / f"{database}.dump", f"{database}_again"
            for tool, *arguments in (
                ("pg_dump", "--format=custom", f"--file={dump}", database),
                ("createdb", "--owner=migrator", again),
                ("pg_restore", "--exit-on-error", f"--dbname={again}", str(dump)),
            ):
                done = migrated.psql(cluster, tool, *arguments)
                assert done.returncode == 0, f"{tool} {database}: {done.stderr}"
            rights = (
                "SELECT n.nspname, c.relname, c.relacl, c.relrowsecurity, pg_get_userbyid(c.relowner) "
                "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
                "WHERE n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema' ORDER BY 1, 2"
            )
            before, after = (
                migrated.psql(cluster, "psql", "-At", "-d", name, "-c", rights).stdout for name in (database, again)
            )
            assert before == after
            assert "migrator" in before
