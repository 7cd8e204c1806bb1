"""Create the logins of a store, as the migrator. Passwords leave this process as SCRAM verifiers only."""

import json
from collections.abc import Mapping
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from analytics.access.definitions import StoreGrants

# The sections of the file of logins that a store uses, in order of precedence.
SECTIONS = {"default": ("transactional",), "vault": ("vault", "transactional"), "analytical": ("analytical",)}

Passwords = Mapping[str, Mapping[str, str]]


def passwords_from(path: Path | None) -> Passwords:
    """The passwords of all logins: `{"transactional": {"web": "…"}, "analytical": {…}}`.

    Raises:
        ImproperlyConfigured: there is no such file, or it is not JSON.
    """
    if path is None:
        raise ImproperlyConfigured("POLICY_LOGINS_FILE must name a JSON file with the passwords of the logins.")
    try:
        passwords: Passwords = json.loads(path.read_text())
    except (OSError, ValueError) as problem:
        raise ImproperlyConfigured(f"{path} can't be read as JSON: {type(problem).__name__}.") from None
    return passwords


def make_logins(connection: psycopg.Connection[tuple[object, ...]], store: StoreGrants, passwords: Passwords) -> None:
    """Create or update each login of the store. A role without a password may not log in."""
    for login in (*store.logins, *store.shut_out):
        name = sql.Identifier(login)
        if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [login]).fetchall():
            connection.execute(sql.SQL("CREATE ROLE {} NOINHERIT").format(name))
        if password := _password(store.alias, login, passwords):
            # The server never sees the password, so no log of it can.
            secret = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
            connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, secret.decode()))


def _password(alias: str, login: str, passwords: Passwords) -> str:
    sections = (passwords.get(section, {}) for section in SECTIONS[alias])
    return next((section[login] for section in sections if login in section), "")
