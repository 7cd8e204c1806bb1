"""Keeps PostgreSQL readable while the disk is full: writers are refused before the last room is gone.

A server that finds no room for its log ends, and can't start again without room. So a reserve lies on the disk, and
once little else is free it is given up, and both clusters take no new transaction that writes.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from reviews_site.devserver.postgres import Cluster

_MEGABYTE = 1024 * 1024
RESERVE_BYTES = 32 * _MEGABYTE
LOW_BYTES = 64 * _MEGABYTE
# More than what is free right after the reserve was given up, or it would be taken at once.
ENOUGH_BYTES = LOW_BYTES + RESERVE_BYTES
_TIMEOUT_SECONDS = 3


@dataclass
class DiskRoom:
    """The room that is left where one state folder lies."""

    folder: Path
    clusters: Sequence[Cluster]
    is_low: bool = False
    _trouble: str = ""

    @property
    def reserve(self) -> Path:
        """A file of zeros that nobody reads."""
        return self.folder / "reserve"

    def take_reserve(self) -> None:
        """Put the reserve on the disk, where it has room.

        Raises:
            OSError: the disk did not take it.
        """
        if self.reserve.exists() or self._free() < ENOUGH_BYTES + RESERVE_BYTES:
            return
        descriptor = os.open(self.reserve, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, RESERVE_BYTES)
        finally:
            os.close(descriptor)

    def news(self) -> str:
        """Refuse writers when little is free, and admit them when there is room; what changed, in a sentence.

        What can't be done now is tried again by the next call.
        """
        try:
            says = self._check()
        except (OSError, psycopg.Error) as problem:
            says = f"The disk is full, or was, and a server could not be told: {type(problem).__name__}."
        is_known, self._trouble = says == self._trouble, says
        return "" if is_known else says

    def _check(self) -> str:
        free = self._free()
        if not self.is_low and free < LOW_BYTES:
            self.reserve.unlink(missing_ok=True)
            self._switch("ALTER SYSTEM SET default_transaction_read_only = on")
            self.is_low = True
            return f"The disk is full ({free // _MEGABYTE} MB left): the site can be read, and saves nothing."
        if self.is_low and free > ENOUGH_BYTES:
            self._switch("ALTER SYSTEM RESET default_transaction_read_only")
            self.is_low = False
            self.take_reserve()
            return "There is room on the disk again: the site saves."
        return ""

    def _free(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize

    def _switch(self, statement: str) -> None:
        for cluster in self.clusters:
            url = cluster.superuser_url("postgres")
            with psycopg.connect(url, autocommit=True, connect_timeout=_TIMEOUT_SECONDS) as connection:
                connection.execute(statement.encode())
                connection.execute("SELECT pg_reload_conf()")
