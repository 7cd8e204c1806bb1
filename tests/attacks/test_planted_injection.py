"""Attack: a page of the web process puts what it is given into SQL. It reads no sensitive cell all the same.

The process is real: the web process's settings, logins and keys; only the page is planted, and the databases are this
worker's copies.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import servers

ALLOWED_ERRORS = {"InsufficientPrivilege", "UndefinedTable", "InvalidSchemaName", "SyntaxError", "FeatureNotSupported"}
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


@pytest.fixture
def cells(superuser: Callable[[str], psycopg.Connection[Any]]) -> Iterator[None]:
    """Something that is worth stealing."""
    superuser("analytical").execute(
        "INSERT INTO core.reviews (restaurant_id, review_id, event_id, reviewer, rating, text, language, visited_on,"
        " posted_at, loaded_at) VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 4,"
        " 'The soup of Frau Berger.', 'en', now(), now(), now())"
    )
    superuser("analytical").execute(
        "INSERT INTO core.user_demographics (person, birth_year, gender, region, changed_at, event_id, loaded_at)"
        " VALUES (gen_random_uuid(), 1903, 'woman', 'AT-5', now(), gen_random_uuid(), now())"
    )
    yield
    servers.copy_databases(("analytical",))


def answers(attempts: list[dict[str, str]]) -> list[dict[str, Any]]:
    """What a process that is web answers."""
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
        input="".join(json.dumps(attempt) + "\n" for attempt in attempts),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.protection("planted_injection")
def test_an_injected_statement_reads_no_sensitive_cell(cells: None) -> None:
    attempts = [{"store": "analytical", "where": where} for where in ANALYTICAL]
    attempts += [{"store": "default", "where": where} for where in DEFAULT]
    # First, that the mistake is one: the page does what it is told.
    found = answers([{"store": "default", "where": "' UNION SELECT 'it runs' --"}, *attempts])
    assert found[0] == {"rows": [["it runs"]]}
    for attempt, answer in zip(attempts, found[1:], strict=True):
        assert answer.get("error") in ALLOWED_ERRORS or answer.get("rows") == [], (attempt, answer)
        assert not any(secret in json.dumps(answer) for secret in SECRETS), attempt
