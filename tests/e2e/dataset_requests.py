"""Commands of a running site, and a dataset that three people of the demo's staff agree on."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from celery import Celery

from reviews_site.processes import Store
from tests.analytics.test_dataset_document import EXAMPLES
from tests.e2e.conftest import ROOT, Site, fresh_code, wait_for

# What the schedule sends every ten or fifteen seconds, and journeys wait for.
TASKS = (
    *("analytics.relay.drain", "mlmodels.scoring.score_new", "accounts.mail.deliver"),
    *("privacy.accounts.run_due", "accounts.identity.erase_digests"),
    *("privacy.analytics.run_due", "analytics.datasets.erase_due"),
    *("restaurants.photos.publish_due", "accounts.identity.poll"),
    *("accounts.staffing.decide_waiting", "analytics.datasets.handle_requests", "analytics.elevations.begin"),
)


def wait_with_nudges(site: Site, question: Callable[[], Any], says: str) -> Any:
    """Ask until the answer is true, and send the schedule's tasks once a second, as it does, to their queues."""
    broker = (site.var / "secrets" / "beat" / "broker_url").read_text().strip()
    sent_at = 0.0
    with Celery(broker=broker) as schedule:

        def nudge_and_ask() -> Any:
            nonlocal sent_at
            if time.monotonic() - sent_at > 1:
                sent_at = time.monotonic()
                for task in TASKS:
                    schedule.send_task(task, queue=task.rpartition(".")[0], ignore_result=True, expires=5)
            return question()

        return wait_for(nudge_and_ask, says=says)


def has_row(site: Site, store: Store, which: LiteralString, *values: str) -> bool:
    """Whether a store of the site has such a row, as its superuser sees it."""
    with psycopg.connect(site.superuser(store)) as connection:
        return connection.execute(f"SELECT FROM {which} LIMIT 1", values).rowcount > 0


def manage(var: Path, process: str, *arguments: str) -> str:
    """A command of the site's, as a process of its own; what it printed."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DATABASE_"))},
        **{"PLATEMARK_PROCESS": process, "PLATEMARK_VAR": str(var), "PLATEMARK_ENV": "dev"},
        **{"PLATEMARK_SECRETS": str(var / "secrets" / process), "DJANGO_SETTINGS_MODULE": "reviews_site.settings.dev"},
    }
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def register_dataset(site: Site) -> None:
    """Have a dataset with tokens of everybody asked for, accepted and approved by three people, by command."""
    document = json.loads((EXAMPLES / "young_guests.json").read_text())
    for column in document[0]["columns"]:
        if column["name"] in ("BirthYear", "Gender"):
            column["protection"] = "Drop"
    file = site.var / "young_guests.json"
    file.write_text(json.dumps(document))
    file.chmod(0o644)
    policy = ("--name", "young_guests", "--owner", "science@platemark.example", "--audience", "marketing_analyst")
    act(site, "marketing", "ask", str(file), *policy, "--reason", "A campaign")
    request = json.loads(manage(site.var, "console", "requests", "list", "--json"))[0]["id"]

    # A process for each look would take a second of a core: the store says when to look.
    def reached(state: str) -> Any:
        return has_row(site, "analytical", "governance.dataset_request WHERE id = %s AND state = %s", request, state)

    wait_with_nudges(site, lambda: reached("waiting"), "the check of the request")
    until = f"{datetime.now(UTC) + timedelta(days=90):%Y-%m-%d}"
    act(site, "security", "accept", request, "--group", "2", "--until", until, "--reason", "Countries only")
    taken = "accounts_signedactionoutcome WHERE state = 'done'"
    wait_with_nudges(site, lambda: has_row(site, "default", taken), "the acceptance")
    act(site, "data", "approve", request)
    wait_with_nudges(site, lambda: reached("registered"), "the registration")
    shown = json.loads(manage(site.var, "console", "requests", "show", request, "--json"))
    assert (shown["state"], shown["decisions"][0]["state"]) == ("registered", "done")


def withdraw_dataset(site: Site) -> None:
    """Have one person withdraw it by command, and wait until nobody can read it."""
    act(site, "data", "withdraw-dataset", "young_guests", "--version", "1", "--reason", "The campaign is over")
    withdrawn = "governance.dataset_version WHERE withdrawn_at IS NOT NULL"
    wait_with_nudges(site, lambda: has_row(site, "analytical", withdrawn), "the withdrawal")


def act(site: Site, name: str, *arguments: str) -> None:
    """Run `manage.py requests` as somebody of the demo's staff, with the code that their app shows."""
    address = f"{name}@platemark.example"
    known = {one["email"]: one for one in json.loads((site.var / "demo.json").read_text())["sign_ins"]}
    code = fresh_code(known[address]["totp"])
    manage(site.var, "console", "requests", *arguments, "--by", address, "--code", code)
