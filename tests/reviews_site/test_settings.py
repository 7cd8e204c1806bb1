"""Settings are loud: production refuses each insecure default with a sentence, and says what to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.checks import PRODUCTION, keyring

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import json
from django.conf import settings
import django
django.setup()
from django.core.checks import run_checks
found = [error for error in run_checks(include_deployment_checks=True) if error.level >= 30]
errors = [str(error.msg) for error in found if not error.is_silenced()]
print(json.dumps({"errors": errors, "databases": {a: d.get("HOST", "") for a, d in settings.DATABASES.items()},
    "design": settings.SHOWS_DESIGN, "tls": [settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS,
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS], "debug": settings.DEBUG,
    "cookies": sorted(getattr(settings, name) for name in dir(settings) if name.endswith("COOKIE_NAME")),
    "insecure": [name for name in dir(settings) if name.endswith("COOKIE_SECURE") and not getattr(settings, name)],
    "same_site": [settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE],
    "http_only": [settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY]}))
"""
# Django's own, which no view sets.
UNUSED_COOKIES = {"LANGUAGE_COOKIE_SECURE", "django_language"}


@pytest.fixture(scope="module")
def keyring_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return keyring(tmp_path_factory.mktemp("keys"))


def started(keyring_file: Path, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter with production's environment and these changes; None takes a variable away."""
    environment = {"PATH": os.environ["PATH"], "PLATEMARK_VAR": str(keyring_file.parent / "none")}
    environment |= {**PRODUCTION, "KEYRING_FILE": str(keyring_file)}
    for name, value in changes.items():
        environment.pop(name, None)
        if value is not None:
            environment[name] = value
    return subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_production_starts_with_good_settings(keyring_file: Path) -> None:
    done = started(keyring_file)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["errors"] == []
    assert (said["design"], said["debug"]) == (False, False)
    assert said["databases"] == {"default": "db.example", "analytical": "analytics.example"}


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALLOWED_HOSTS", None, "ALLOWED_HOSTS is not set"),
        ("PLATEMARK_BASE_URL", None, "PLATEMARK_BASE_URL is not set"),
        ("IDENTITY_PROVIDER", None, "IDENTITY_PROVIDER is not set"),
        ("IDENTITY_PROVIDER", "a friend", "must be one of: sandbox, stripe"),
        ("EMAIL_HOST", None, "EMAIL_HOST is not set"),
        ("BROKER_URL", None, "BROKER_URL is not set"),
        ("PLATEMARK_REGION", None, "PLATEMARK_REGION is not set"),
        ("PLATEMARK_REGION", "Europe", "two to eight lower-case letters and digits"),
        ("PLATEMARK_CELLS", None, "PLATEMARK_CELLS is not set"),
        ("PLATEMARK_CELLS", "us=https://us.platemark.example the United States", "this cell's own region, is missing"),
        ("PLATEMARK_CELLS", "eu=https://platemark.example", "and its name, such as the European Union"),
        ("PLATEMARK_CELLS", "eu=https://a.example A, eu=https://b.example B", "eu is named twice"),
        ("DATABASE_DEFAULT_URL", None, "DATABASE_DEFAULT_URL is not set"),
        ("DATABASE_DEFAULT_URL", "mysql://x/y", "must look like postgresql://"),
        ("KEYRING_FILE", None, "KEYRING_FILE is not set"),
        ("PLATEMARK_PROCESS", "everything", "must name a line of reviews_site/processes.py"),
        ("PROVIDER_TIMEOUT_SECONDS", "soon", "must be a whole number"),
    ],
)
def test_production_refuses_to_start(keyring_file: Path, name: str, value: str | None, sentence: str) -> None:
    done = started(keyring_file, **{name: value})
    assert done.returncode != 0
    assert sentence in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ALLOWED_HOSTS", "*", "name the site's own hosts"),
        ("PLATEMARK_BASE_URL", "http://platemark.example", "PLATEMARK_BASE_URL is not https"),
        ("PROVIDER_URL", "http://localhost:9401", "PROVIDER_URL is not https"),
        ("IDENTITY_PROVIDER", "sandbox", "which confirms everybody"),
        ("EMAIL_HOST", "127.0.0.1", "development inbox"),
        ("BROKER_URL", "memory://", "BROKER_URL is not set"),
        ("PLATEMARK_CELLS", "eu=http://platemark.example the European Union", "PLATEMARK_CELLS is not https"),
    ],
)
def test_production_names_each_insecure_value(keyring_file: Path, name: str, value: str, sentence: str) -> None:
    done = started(keyring_file, **{name: value})
    assert sentence in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("process", "cookies", "same_site"),
    [("web", ("csrf", "session"), "Lax"), ("console", ("console", "console_csrf"), "Strict")],
)
def test_production_keeps_cookies_to_its_host_and_to_tls(
    tmp_path: Path, process: str, cookies: tuple[str, ...], same_site: str
) -> None:
    purposes = ("session",) if process == "web" else ("console_session",)
    address = "https://console.platemark.example"
    done = started(keyring(tmp_path, purposes), PLATEMARK_PROCESS=process, PLATEMARK_CONSOLE_URL=address)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    names = sorted(f"__Host-platemark_{name}" for name in (*cookies, "messages", "visit"))
    assert [name for name in said["cookies"] if name not in UNUSED_COOKIES] == names
    assert set(said["insecure"]) <= UNUSED_COOKIES
    assert said["same_site"] == [same_site] * 2 and said["http_only"] == [True, True]
    assert said["tls"] == [True, 63_072_000, True]


def test_unacknowledged_messages_stand_where_redis_lets_the_process_go() -> None:
    from django.conf import settings

    from reviews_site.deployment.broker_users import unacknowledged

    expected = unacknowledged(settings.PLATEMARK_PROCESS)
    assert {key: settings.CELERY_BROKER_TRANSPORT_OPTIONS[key] for key in expected} == expected
