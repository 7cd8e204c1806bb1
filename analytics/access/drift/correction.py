"""Bring a store to its table of grants: each finding in a transaction of its own, so that none holds up the others."""

import psycopg
from django.db import transaction

from analytics.access.definitions import StoreGrants
from analytics.access.drift import find
from analytics.access.drift.finding import DriftFinding
from analytics.access.driver import psycopg_connection
from analytics.access.roles import Passwords, make_logins

# What one correction brings to light the next round corrects.
_ROUNDS = 4


def correct(store: StoreGrants, passwords: Passwords) -> tuple[int, list[DriftFinding]]:
    """Run the remedy of each finding.

    Returns:
        The number of findings that were corrected, and those that are left, with why where the database refused.
    """
    connection = psycopg_connection(store.alias)
    with transaction.atomic(using=store.alias):
        make_logins(connection, store, passwords)
    corrected = 0
    for _ in range(_ROUNDS):
        findings = find(connection, store)
        remedies = dict.fromkeys(finding.remedy for finding in findings if finding.remedy)
        refused = {remedy: problem for remedy in remedies if (problem := _run(store.alias, remedy))}
        corrected += len(remedies) - len(refused)
        if len(remedies) == len(refused):
            break
    else:
        findings = find(connection, store)
    return corrected, [_refused(finding, refused.get(finding.remedy, "")) for finding in findings]


def _run(store: str, remedy: str) -> str:
    """Run a remedy. Returns why it was refused, if it was."""
    try:
        with transaction.atomic(using=store):
            for statement in remedy.split(";\n") if remedy.startswith("SET LOCAL ") else [remedy]:
                psycopg_connection(store).execute(statement)
    except psycopg.Error as problem:
        return problem.diag.message_primary or type(problem).__name__
    return ""


def _refused(finding: DriftFinding, problem: str) -> DriftFinding:
    """What the migrator could not do is the superuser's to do."""
    if not problem:
        return finding
    return DriftFinding(f"{finding.says} The migrator can't correct it: {problem}.", by_superuser=finding.remedy)
