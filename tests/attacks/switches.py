"""Ways to switch a protection off for the length of a test, and things that protect nothing to put in its place."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

import psycopg
import redis
from django.db import connections
from django.test import override_settings

from reviews_site.deployment.broker_users import user_names
from reviews_site.policy.decide import ALLOWED, Decision
from tests import servers
from tests.attacks.protection import Switch


@dataclass(frozen=True)
class Replaced:
    """Put something else in the place of a module's or a class's attribute, named with dots."""

    target: str
    replacement: Any

    def __call__(self) -> AbstractContextManager[Any]:
        return patch(self.target, self.replacement)


@dataclass(frozen=True)
class TextReplaced:
    """Replace `old` by `new` in a text constant, such as a query.

    Raises:
        LookupError: on entering, if the text does not contain `old`.
    """

    target: str
    old: str
    new: str

    def __call__(self) -> AbstractContextManager[Any]:
        return patch(self.target, _exchange(str(resolve_name(self.target)), self.old, self.new))


@dataclass(frozen=True, init=False)
class Together:
    """Switch several things off, where one alone would still stop the attack."""

    switches: tuple[Switch, ...]

    def __init__(self, *switches: Switch) -> None:
        object.__setattr__(self, "switches", switches)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with ExitStack() as stack:
            for switch in self.switches:
                stack.enter_context(switch())
            yield


def setting(**values: Any) -> Switch:
    """Override Django's settings."""
    return lambda: override_settings(**values)


@dataclass(frozen=True, init=False)
class Sql:
    """Run statements as the superuser on this worker's copy of a store, and restore the copy afterwards."""

    store: str
    statements: tuple[str, ...]

    def __init__(self, store: str, *statements: str) -> None:
        object.__setattr__(self, "store", store)
        object.__setattr__(self, "statements", statements)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        try:
            with servers.superuser_connection(self.store) as connection:
                self.execute(connection)
            yield
        finally:
            connections[self.store].close()
            servers.copy_databases((self.store,))

    def execute(self, connection: "psycopg.Connection[Any]") -> None:
        """Run the statements on a connection of the superuser."""
        for statement in self.statements:
            connection.execute(statement)


def in_valkey(*command: str, undo: tuple[str, ...] = ()) -> Switch:
    """Change the throwaway Valkey as its overseer, for each user where a part of the command is `USER`; undo it."""

    def execute(parts: tuple[str, ...]) -> None:
        with redis.Redis.from_url(servers.facts()["valkey"]) as client:
            for user in user_names() if "USER" in parts else [""]:
                if parts:
                    client.execute_command(*(user if part == "USER" else part for part in parts))

    @contextmanager
    def switch() -> Iterator[None]:
        try:
            execute(command)
            yield
        finally:
            execute(undo)

    return switch


# Of the database as well: its policies take no line of the audit log about a company account from the site's login.
NO_COMPANY_ACCOUNTS = Sql(
    "default",
    "CREATE OR REPLACE FUNCTION public.is_company_account(account uuid) RETURNS boolean"
    " LANGUAGE sql STABLE AS 'SELECT false'",
)


@dataclass(frozen=True, init=False)
class FunctionRedefined(Sql):
    """Redefine a function of a store as it is deployed, with `old` in its text replaced by `new`.

    Raises:
        LookupError: on entering, if the deployed function does not contain `old`.
    """

    old: str
    new: str

    def __init__(self, store: str, function: str, old: str, new: str) -> None:
        super().__init__(store, function)
        object.__setattr__(self, "old", old)
        object.__setattr__(self, "new", new)

    def execute(self, connection: "psycopg.Connection[Any]") -> None:
        definition = "SELECT pg_get_functiondef(%s::regprocedure)"
        ((text,),) = connection.execute(definition, self.statements).fetchall()
        connection.execute(_exchange(text, self.old, self.new))


@dataclass(frozen=True)
class InCluster:
    """Change what belongs to the cluster of a store, such as a role, and undo it afterwards."""

    store: str
    statement: str
    undo: str

    @contextmanager
    def __call__(self) -> Iterator[None]:
        try:
            self._execute(self.statement)
            yield
        finally:
            self._execute(self.undo)

    def _execute(self, statement: str) -> None:
        with servers.superuser_connection(self.store) as connection:
            connection.execute(statement)


def on_this_database(statement: str) -> str:
    """A statement about the database that it runs in, whose name stands as `%I`."""
    return f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$"


def _exchange(text: str, old: str, new: str) -> str:
    if old not in text:
        raise LookupError(f"There is no {old!r} in:\n{text}")
    return text.replace(old, new)


def do_nothing(*_args: Any, **_kwargs: Any) -> None:
    """Check nothing."""


def find_nothing(*_args: Any, **_kwargs: Any) -> list[Any]:
    """Find no problem."""
    return []


def always(*_args: Any, **_kwargs: Any) -> bool:
    """Say yes to everybody."""
    return True


def never(*_args: Any, **_kwargs: Any) -> bool:
    """Say no of everybody."""
    return False


def allow(*_args: Any, **_kwargs: Any) -> Decision:
    """Allow everything."""
    return ALLOWED


def pass_plaintext(_purpose: Any, plaintext: bytes, *, context: bytes) -> bytes:
    """Seal or open without a cipher."""
    return plaintext
