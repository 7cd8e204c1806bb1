"""The process `enforcer` itself: started alone, with no broker, no schedule and no worker, it ends a real session."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.analytics import elevated
from tests.attacks.test_elevation_ends import MAX_SECONDS
from tests.e2e.conftest import wait_for

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "vault", "analytical"])


@contextmanager
def enforcer(folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """The process, with its own login on this worker's database, and nothing else of the site running."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev",
        "PLATEMARK_ENV": "dev",
        "PLATEMARK_PROCESS": "enforcer",
        "PLATEMARK_SECRETS": str(Path(servers.facts()["secrets"]) / "enforcer"),
        "PLATEMARK_VAR": str(folder),
        "PLATEMARK_PROBES": str(folder),
        "DATABASE_ANALYTICAL_URL": servers.url_of("analytical", "enforcer"),
    }
    command = [sys.executable, "-m", "reviews_site.deployment.worker"]
    process = subprocess.Popen(command, cwd=servers.REPOSITORY, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(lambda: any(folder.glob("enforcer.*.alive")), says="the enforcer")
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def test_a_session_that_holds_a_transaction_is_gone_seconds_after_its_end(tmp_path: Path) -> None:
    with elevated.cleaned_up(), enforcer(tmp_path) as process:
        name = elevated.begin()
        elevated.shift(name, 2)
        with elevated.connect(name) as session:
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            session.execute("SELECT count(*) FROM core.reviews")
            wait_for(lambda: _is_over(name), says="the end")
            wait_for(lambda: elevated.is_gone(name), MAX_SECONDS, "nothing being left")
            with pytest.raises(psycopg.OperationalError):
                session.execute("SELECT 1")
        with servers.superuser_connection("analytical") as admin:
            asked = "SELECT ended_by FROM governance.elevation WHERE login = %s"
            assert admin.execute(asked, [name]).fetchall() == [("enforcer",)]
    assert process.returncode == 0


def _is_over(name: str) -> bool:
    with servers.superuser_connection("analytical") as admin:
        asked = "SELECT ends_at <= clock_timestamp() FROM governance.elevation WHERE login = %s"
        return admin.execute(asked, [name]).fetchall() == [(True,)]
