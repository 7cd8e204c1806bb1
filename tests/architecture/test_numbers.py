"""Numbers in documents are those of the code: each sentence with a number is made here from constants."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.passwords import blocklist
from accounts.passwords.validators import ALONE, BESIDE_A_FACTOR
from analytics.access.copies import scrubbing
from analytics.datasets.models import DEFAULT_RETENTION_DAYS
from analytics.ingest import relay, suppression
from demo.management.commands import seed
from demo.restaurants import OPEN_DAYS, demo_restaurants
from demo.town import PEOPLE, REVIEWS, SEED
from mlmodels.visitors.model import HORIZON
from privacy_rights.analytical import export
from restaurants.rules import MAX_REVIEWS_PER_HOUR
from reviews_site.crypto import hashing
from reviews_site.devserver import watch
from tests.architecture.test_sizes import FILE_LINES, FUNCTION_LINES, TEMPLATE_LINES
from tests.attacks import test_planted_injection as injections

ROOT = Path(__file__).resolve().parents[2]
IN_WORDS = {5: "five", 10: "ten", 20: "twenty", 3: "three", 2: "two"}
LIMITS: Mapping[str, str] = settings.ACCOUNT_RATE_LIMITS
PERIODS = {"m": "a minute", "5m": "in five minutes", "10m": "in ten minutes", "10s": "in ten seconds", "h": "an hour"}


def rate(limit: str, per: str) -> str:
    """One of allauth's limits in words: "5/5m/key" is "5 in five minutes"."""
    rates = {part.split("/")[2]: part.split("/")[:2] for part in LIMITS[limit].split(",")}
    count, period = rates[per]
    return f"{count} {PERIODS[period]}"


def sentences() -> dict[str, list[str]]:
    """The sentences with numbers of each document."""
    return {**of_pages_for_readers(), **of_security(), **of_operation()}


def of_pages_for_readers() -> dict[str, list[str]]:
    """Sentences of the README, the changelog, the model's card and how to contribute."""
    town = f"{len(demo_restaurants(SEED))} restaurants"
    years = IN_WORDS[round(OPEN_DAYS / 365)]
    return {
        "README.md": [
            f"({town}, {PEOPLE:,} people, {REVIEWS:,} reviews, {years} years of visits)",
        ],
        "docs/visitors-model.md": [f"each of the next {HORIZON} days"],
        "CONTRIBUTING.md": [
            f"(a test stops at {FUNCTION_LINES}), files up to {FILE_LINES}, templates up to {TEMPLATE_LINES}",
        ],
        "CHANGELOG.md": [
            f"{town} with menus, {PEOPLE:,} people, {REVIEWS:,} reviews",
            f"up to {seed.MOST_RESTAURANTS:,} restaurants and {seed.MOST_REVIEWS:,} reviews",
            f"{IN_WORDS[MAX_REVIEWS_PER_HOUR]} reviews an hour",
            f"a forecast of visitors for {HORIZON} days",
        ],
    }


def of_operation() -> dict[str, list[str]]:
    """Sentences of the architecture and of operations."""
    return {
        "docs/architecture.md": [
            f"takes up to {relay.BATCH_SIZE:,} events",
            f"every {round(settings.CELERY_BEAT_SCHEDULE['analytics.relay.drain']['schedule'])} seconds",
            f"predicts {HORIZON} days",
            f"started again after 1 to {watch.MAX_PAUSE_SECONDS:.0f} seconds",
        ],
        "docs/operations.md": [
            f"A version of a dataset ends after {DEFAULT_RETENTION_DAYS} days",
            f"({settings.VACUUM_FROM_HOUR} and {settings.VACUUM_UNTIL_HOUR} UTC)",
            f"`VACUUM_MAX_MEGABYTES` ({settings.VACUUM_MAX_MEGABYTES})",
            f"after {settings.AUDIT_RETENTION_DAYS:,} days (`AUDIT_RETENTION_DAYS`)"
            f" and {settings.ACCESS_RETENTION_DAYS:,} days (`ACCESS_RETENTION_DAYS`)",
        ],
    }


def of_security() -> dict[str, list[str]]:
    """Sentences of the documents about security."""
    attempts = len(injections.ANALYTICAL) + len(injections.DEFAULT)
    entries = blocklist.LIST.stat().st_size // blocklist.BYTES
    wrong_by_account = rate("login_failed", "key").replace(" in ", " wrong in ")
    return {
        "docs/security/controls.md": [
            f"{ALONE} characters, or {BESIDE_A_FACTOR} beside a second factor; {entries:,} common ones",
            f"| signing in | {rate('login', 'ip')}; {rate('login_failed_by_machine', 'ip').replace(' a ', ' wrong a ')}"
            f" | {wrong_by_account}; passkeys stay open |",
            f"| second factor | - | {wrong_by_account.replace('wrong', 'wrong codes')};"
            f" {rate('reauthenticate', 'user').replace(' a ', ' tries a ')} |",
            f"| joining | {rate('signup', 'ip')} | one code {PERIODS['10s']},"
            f" {IN_WORDS[settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS]} attempts |",
            f"| forgotten password | {rate('reset_password', 'ip')} |"
            f" {rate('reset_password', 'key').replace(' in ', ' codes in ')},"
            f" {IN_WORDS[settings.ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS]} attempts each |",
            f"| changing the address | - | {rate('manage_email', 'user')}, three attempts |",
            f"Argon2id ({hashing.MEMORY_KIB // 1024} MiB, {hashing.PASSES} passes)",
            f"age bands by {IN_WORDS[suppression.MIN_COUNT]}",
        ],
        "docs/security/threats.md": [f"{IN_WORDS[attempts - 1]} attempts on both stores"],
        "docs/security/limits.md": [
            f"A threshold of {IN_WORDS[suppression.MIN_COUNT]} is no proof",
            f"a sample of {scrubbing.SAMPLE:,} values a column",
            f"at most {export.REQUESTS_A_TURN} a turn of the worker",
        ],
    }


# Numbers that no constant of ours says: names of standards and versions, addresses, dates, results of measurements.
OUTSIDE = (
    r"https?://\S+",
    r"PostgreSQL 18|Python 3\.1\d( to 3\.1\d)?|version 0\.x|BSD-3-Clause|AES-256-GCM-SIV|SP 800-63B-4",
    r"ASVS 5\.0|chapters V6 and V7|TLS 1\.2 and 1\.3",
    r"ICAO Doc 9303|ADRs? \d+|[Tt]ip \d|7 Layers of MLOps Security|part 1|Keep a Changelog",
    r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d",
    r"a stranger gets 404|or 404;|not 200 for|exit code 1|\(72 hours\)",
    r"97 of 100 redacted words|130 published reviews",
    r"\(\d+ minutes[^)]*\)",
    r"Functions up to 25 lines",
)


def prose(name: str) -> str:
    """A document without its code, link targets, and the numbers of lists and headings."""
    text = (ROOT / name).read_text()
    text = re.sub(r"\]\([^)]*\)", "]", text)
    text = re.sub(r"^(?:#+ |)\d+\. ", "", text, flags=re.MULTILINE)
    return " ".join(text.split())


@pytest.mark.parametrize("name", sentences())
def test_documents_say_the_numbers_of_the_code(name: str) -> None:
    assert [sentence for sentence in sentences()[name] if sentence not in prose(name)] == []


@pytest.mark.parametrize("name", [name for name in sentences() if name != "docs/visitors-model.md"])
def test_no_number_stands_in_a_document_without_the_code_that_says_it(name: str) -> None:
    text = (ROOT / name).read_text()
    for sentence in sentences()[name]:
        text = re.sub(r"\s+".join(map(re.escape, sentence.split())), "", text)
    text = re.sub(r"^```\w*\n.*?^```|^ {4,}\S.*$|`[^`]+`|\]\([^)]*\)", "", text, flags=re.MULTILINE | re.DOTALL)
    text = " ".join(re.sub(r"^(?:#+ |)\d+\. ", "", text, flags=re.MULTILINE).split())
    for pattern in OUTSIDE:
        text = re.sub(pattern, "", text, flags=re.IGNORECASE)
    assert [
        text[max(0, match.start() - 30) : match.end() + 20] for match in re.finditer(r"(?<![A-Za-z])\d[\d,.]*", text)
    ] == []


def test_erasures_wait_as_long_as_the_readme_says() -> None:
    in_development = re.search(r'ERASURE_WAIT_SECONDS", (\d+)\)', (ROOT / "reviews_site/settings/dev.py").read_text())
    assert in_development is not None
    assert timedelta(seconds=int(in_development[1])) == timedelta(minutes=1)
    assert timedelta(seconds=settings.ERASURE_WAIT_SECONDS) == timedelta(days=3)
    assert "waits a minute (three days in production)" in prose("README.md")
