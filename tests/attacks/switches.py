"""Ways to switch a protection off for the length of a test, and things that protect nothing to put in its place."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from django.db import connections
from django.test import override_settings

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


def sql(store: str, *statements: str) -> Switch:
    """Run statements as the superuser on this worker's copy of a store, and restore the copy afterwards."""

    @contextmanager
    def switch() -> Iterator[None]:
        try:
            _execute(store, *statements)
            yield
        finally:
            connections[store].close()
            servers.copy_databases((store,))

    return switch


def in_cluster(store: str, statement: str, undo: str) -> Switch:
    """Change what belongs to the cluster of a store, such as a role, and undo it afterwards."""

    @contextmanager
    def switch() -> Iterator[None]:
        try:
            _execute(store, statement)
            yield
        finally:
            _execute(store, undo)

    return switch


def _execute(store: str, *statements: str) -> None:
    with servers.superuser_connection(store) as connection:
        for statement in statements:
            connection.execute(statement)


def function_redefined(store: str, function: str, old: str, new: str) -> Switch:
    """Redefine a function of a store as it is deployed, with `old` in its text replaced by `new`.

    Raises:
        LookupError: on entering, if the deployed function does not contain `old`.
    """

    def switch() -> AbstractContextManager[Any]:
        with servers.superuser_connection(store) as connection:
            found = connection.execute("SELECT pg_get_functiondef(%s::regprocedure)", [function]).fetchall()
        return sql(store, _exchange(str(found[0][0]), old, new))()

    return switch


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
