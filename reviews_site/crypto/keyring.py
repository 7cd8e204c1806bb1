"""Versioned keys per purpose. Hands out only what this process is entitled to, from its own file.

The file `keyring.json` is `{"purpose": {"current": 1, "versions": {"1": "<base64>"}}}`. A KMS takes its place by
another `Keyring`; nothing else in the code sees where a key comes from.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings

from reviews_site.processes import PROCESSES, Purpose

MINIMUM_BYTES = 32


class KeyringError(Exception):
    """Base of this module's errors."""


class NotEntitled(KeyringError):
    """This process may not load keys of that purpose."""


class MissingKey(KeyringError):
    """The purpose or the version is not in the keyring."""


class BadKeyring(KeyringError):
    """The file is not a keyring, or holds a key that is too short or serves two purposes."""


@dataclass(frozen=True)
class Key:
    """One version of one purpose's key. Never printed."""

    purpose: Purpose
    version: int
    material: bytes = field(repr=False)


class Keyring:
    """The keys of one process."""

    def __init__(
        self, keys: dict[Purpose, dict[int, Key]], current: dict[Purpose, int], entitled: frozenset[Purpose]
    ) -> None:
        self._keys, self._current, self._entitled = keys, current, entitled

    @property
    def purposes(self) -> frozenset[Purpose]:
        """What is really loaded."""
        return frozenset(self._keys)

    def get(self, purpose: Purpose, version: int | None = None) -> Key:
        """The key of `purpose`, in its current version unless `version` says another.

        Raises:
            NotEntitled: the process's line in `processes.py` lacks the purpose.
            MissingKey: no such purpose or version in the file.
        """
        if purpose not in self._entitled:
            raise NotEntitled(f"This process is not entitled to keys for {purpose}.")
        if purpose not in self._keys:
            raise MissingKey(f"There is no key for {purpose}. Add it to this process's keyring.json.")
        wanted = self._current[purpose] if version is None else version
        if wanted not in self._keys[purpose]:
            raise MissingKey(f"Version {wanted} of the key for {purpose} is not in the keyring.")
        return self._keys[purpose][wanted]

    def versions(self, purpose: Purpose) -> list[int]:
        """Every version of the purpose's key, the current one first."""
        current = self.get(purpose).version
        return [current, *sorted(set(self._keys[purpose]) - {current}, reverse=True)]


def parse(text: str, entitled: frozenset[Purpose]) -> Keyring:
    """A keyring from the file's text.

    Raises:
        NotEntitled: the file holds a purpose that the process may not load: it was given too much.
        BadKeyring: not a keyring, a key under 32 bytes, or one key under two purposes or versions.
    """
    keys: dict[Purpose, dict[int, Key]] = {}
    current: dict[Purpose, int] = {}
    try:
        for name, entry in json.loads(text).items():
            purpose = Purpose(name)
            versions = {
                int(number): base64.b64decode(value, validate=True) for number, value in entry["versions"].items()
            }
            keys[purpose] = {number: Key(purpose, number, material) for number, material in versions.items()}
            current[purpose] = int(entry["current"])
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as problem:
        raise BadKeyring(f"keyring.json can't be read as a keyring: {type(problem).__name__}.") from None
    _refuse_bad(keys, current)
    if extra := frozenset(keys) - entitled:
        raise NotEntitled(f"The keyring holds keys this process may not load: {', '.join(sorted(extra))}.")
    return Keyring(keys, current, entitled)


def _refuse_bad(keys: dict[Purpose, dict[int, Key]], current: dict[Purpose, int]) -> None:
    every = [key for versions in keys.values() for key in versions.values()]
    for key in every:
        if len(key.material) < MINIMUM_BYTES or len(set(key.material)) < MINIMUM_BYTES // 4:
            raise BadKeyring(f"The key for {key.purpose} is short or a placeholder: use 32 random bytes.")
    if len({key.material for key in every}) != len(every):
        raise BadKeyring("Two entries of the keyring hold the same key: each purpose and version needs its own.")
    for purpose, version in current.items():
        if version not in keys[purpose]:
            raise BadKeyring(f"The current version of {purpose} is not among its versions.")


@cache
def keyring() -> Keyring:
    """This process's keyring, read once."""
    entitled = PROCESSES[settings.PLATEMARK_PROCESS].purposes
    path: Path | None = settings.KEYRING_FILE
    if path is None or not path.is_file():
        return Keyring({}, {}, entitled)
    return parse(path.read_text(), entitled)
