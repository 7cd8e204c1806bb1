"""Attack: a page of the web process puts what it is given into SQL. It reads no sensitive cell all the same.

The process is real: the web process's settings, logins and keys; only the page is planted, and the databases are this
worker's copies.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import servers

ALLOWED_ERRORS = {"InsufficientPrivilege", "UndefinedTable"}
ANALYTICAL = [
    "' UNION SELECT text FROM core.reviews --",
    "' UNION SELECT reviewer::text FROM core.reviews --",
    "' UNION SELECT birth_year::text FROM core.user_demographics --",
    "' UNION SELECT gender FROM core.user_demographics --",
    "' UNION SELECT d::text FROM core.user_demographics d --",
    "' UNION SELECT payload::text FROM landing.review_events --",
    "' UNION SELECT token::text FROM governance.dataset_token --",
    "' UNION SELECT query_to_xml('SELECT text FROM core.reviews', true, false, '')::text --",
    "' OR text LIKE '%' --",
    "'; SET ROLE loader; SELECT text FROM core.reviews --",
    "'; RESET ROLE; SELECT text FROM core.reviews --",
    "' UNION SELECT rolpassword FROM pg_authid --",
    "' UNION SELECT pg_read_file('/etc/passwd') --",
    "' UNION SELECT most_common_vals::text FROM pg_stats WHERE attname = 'birth_year' --",
]
DEFAULT = [
    "' UNION SELECT payload::text FROM outbox_event --",
    "' UNION SELECT detail::text FROM audit_event --",
    "' UNION SELECT m::text FROM accounts_outgoingmail m --",
    "' UNION SELECT v::text FROM vault_identitydigest v --",
    "'; UPDATE accounts_verificationstatus SET state = 'confirmed'; SELECT 'done' --",
    "' UNION SELECT rolpassword FROM pg_authid --",
    "' UNION SELECT pg_read_file('/etc/passwd') --",
]
SECRETS = ("Frau Berger", "1903", "SCRAM-SHA-256", "root:", "done")


SOMETHING_TO_STEAL = (
    "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,"
    " posted_at, loaded_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 4,"
    " 'The soup of Frau Berger.', 'en', now(), now(), now())",
    "INSERT INTO core.user_demographics (person, birth_year, gender, region, changed_at, event_id, loaded_at)"
    " VALUES (gen_random_uuid(), 1903, 'woman', 'AT-5', now(), gen_random_uuid(), now())",
    "ANALYZE core.user_demographics",
)
# What shows that the page does what it is told; and the attacks: a store, and what is put into its statement.
IT_RUNS = ("default", "' UNION SELECT 'it runs' --")
ATTEMPTS = [*(("analytical", text) for text in ANALYTICAL), *(("default", text) for text in DEFAULT)]
_answers: dict[tuple[str, str], dict[str, Any]] = {}


@pytest.fixture
def answers(superuser: Callable[[str], psycopg.Connection[Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The answer to every attempt, in a store that has something worth stealing. They are made once, in one process."""
    if not _answers:
        for statement in SOMETHING_TO_STEAL:
            superuser("analytical").execute(statement)
        _answers.update(zip([IT_RUNS, *ATTEMPTS], ask([IT_RUNS, *ATTEMPTS]), strict=True))
        servers.copy_databases(("default", "analytical"))
    return _answers


def ask(attempts: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Have a process that is web answer each attempt."""
    secrets = Path(servers.facts()["secrets"]) / "web"
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DATABASE"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.planted"],
        env={
            **ours,
            "DJANGO_SETTINGS_MODULE": "tests.attacks.planted.settings",
            "PLATEMARK_PROCESS": "web",
            "PLATEMARK_SECRETS": str(secrets),
            "PLATEMARK_VAR": servers.facts()["var"],
            "DATABASE_DEFAULT_URL": servers.url_of("default", "web"),
            "DATABASE_ANALYTICAL_URL": servers.url_of("analytical", "dashboards"),
        },
        cwd=servers.REPOSITORY,
        input="".join(json.dumps({"store": store, "where": where}) + "\n" for store, where in attempts),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.protection("planted_injection")
@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: " ".join(attempt))
def test_an_injected_statement_reads_no_sensitive_cell(
    attempt: tuple[str, str], answers: dict[tuple[str, str], dict[str, Any]]
) -> None:
    assert answers[IT_RUNS] == {"rows": [["it runs"]]}
    answer = answers[attempt]
    # The statistics are a view, which shows no row of a table that is closed.
    assert answer == {"rows": []} if "pg_stats" in attempt[1] else answer.get("error") in ALLOWED_ERRORS
    assert not any(secret in json.dumps(answer) for secret in SECRETS)
