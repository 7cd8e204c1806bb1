"""The stores of another cell, made on the servers of the run as that cell makes its own; dumping and loading."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from reviews_site.devserver.postgres import programs
from tests import servers

# What `manage.py prepare` does before roles and grants, which belong to the whole server and are there.
_PREPARE = """
import django
django.setup()
from reviews_site.regions import set_region
from reviews_site.web.management.commands.prepare import migrate
set_region("{store}")
migrate("{store}")
"""
# Statements that the superuser runs on a store of the other cell once it is made. For the attack proof.
AFTERWARDS: list[str] = []


@contextmanager
def another_cell(store: str, region: str) -> Iterator["psycopg.Connection[Any]"]:
    """A store of a cell of that region, empty and migrated: its superuser's connection, until it is dropped."""
    name = f"{servers.database_name(store)}_{region}"
    with psycopg.connect(_superuser(store, "postgres"), autocommit=True) as admin:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        admin.execute(drop)
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER migrator").format(sql.Identifier(name)))
        try:
            _prepare(store, name, region)
            with psycopg.connect(_superuser(store, name), autocommit=True) as connection:
                for statement in AFTERWARDS:
                    connection.execute(statement)
                yield connection
        finally:
            admin.execute(drop)


def dumped(store: str, file: Path) -> None:
    """Every row of this worker's copy of a store, as `pg_dump` writes them."""
    _run("pg_dump", "--format=custom", "--data-only", f"--file={file}", _superuser(store, servers.database_name(store)))


def loaded(file: Path, into: "psycopg.Connection[Any]", store: str) -> str:
    """Load a dump, going on after each row that is refused; what was said."""
    url = _superuser(store, into.info.dbname)
    return _run("pg_restore", "--data-only", "--disable-triggers", f"--dbname={url}", str(file), may_fail=True)


def _superuser(store: str, database: str) -> str:
    cluster, original = servers.DATABASES[store]
    return f"{servers.facts()['superuser'][f'{cluster}/{original}'].rpartition('/')[0]}/{database}"


def _prepare(store: str, name: str, region: str) -> None:
    url = servers.url_of(store, "migrator", name)
    named = {f"DATABASE_{store.upper()}_URL": url, "PLATEMARK_PROCESS": "migrator", "PLATEMARK_REGION": region}
    code = _PREPARE.format(store=store)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=servers.REPOSITORY,
        env={**os.environ, **named},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def _run(program: str, *arguments: str, may_fail: bool = False) -> str:
    done = subprocess.run([programs() / program, *arguments], capture_output=True, text=True)
    assert may_fail or done.returncode == 0, done.stderr
    return done.stderr
