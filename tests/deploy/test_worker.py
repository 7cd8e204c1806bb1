"""A worker is one process: its time limits are kept without a parent, and it imports what its tasks need."""

import json
import subprocess
import sys

import pytest

from tests.deploy.external import ROOT, SURROUNDINGS

# Seconds are short, and never decide: a task that is not stopped goes on for a minute.
_CLOCK = """
import re, signal, time
from types import SimpleNamespace
from celery.exceptions import SoftTimeLimitExceeded
from reviews_site.deployment.worker import start_clock, stop_clock

def start(soft, hard):
    start_clock(sender=SimpleNamespace(soft_time_limit=soft, time_limit=hard))
"""
# Modules that are large, and the workers that need them. LightGBM comes with the first forecast.
_NEEDED_BY: dict[str, set[str]] = {
    "lightgbm": set(),
    "numpy": {"models", "forecasts"},
    "reviews_site.urls": set(),
    "sqlglot": {"registrar"},
}


def run(program: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program]
    return subprocess.run(
        command, cwd=ROOT, env={**SURROUNDINGS, **environment}, capture_output=True, text=True, timeout=300, check=False
    )


def test_a_task_past_its_soft_limit_gets_an_exception() -> None:
    program = "start(0.1, 50)\ntry:\n    time.sleep(60)\nexcept SoftTimeLimitExceeded:\n    print('stopped')"
    assert run(_CLOCK + program).stdout == "stopped\n"


def test_a_task_past_its_hard_limit_ends_the_worker_even_inside_of_c() -> None:
    # The regular expression keeps the interpreter's lock for hours: no other thread of Python could end the process.
    done = run(_CLOCK + "start(50, 0.3)\nre.match(r'(a+)+$', 'a' * 60 + 'b')\nprint('went on')")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Timeout" in done.stderr


def test_a_task_in_time_is_left_alone() -> None:
    done = run(_CLOCK + "start(0.1, 0.2)\nstop_clock()\ntime.sleep(0.5)\nprint('done')")
    assert (done.returncode, done.stdout) == (0, "done\n")


@pytest.mark.parametrize("process", ["mail", "models", "forecasts", "registrar"])
def test_a_worker_imports_what_its_tasks_need(process: str) -> None:
    program = (
        "import json, sys; from reviews_site.celery import app; import django; django.setup();"
        "app.loader.import_default_modules(); print(json.dumps([sorted(sys.modules), sorted(app.tasks)]))"
    )
    stores = {f"DATABASE_{store}_URL": "postgresql://a:b@c/d" for store in ("DEFAULT", "VAULT", "ANALYTICAL")}
    done = run(program, PLATEMARK_PROCESS=process, PLATEMARK_VAR="/nowhere", CELERY_SKIP_CHECKS="1", **stores)
    assert done.returncode == 0, done.stderr
    modules, tasks = json.loads(done.stdout)
    assert {name for name in _NEEDED_BY if name in modules} == {
        name for name, workers in _NEEDED_BY.items() if process in workers
    }
    assert any(name for name in tasks if not name.startswith("celery."))
