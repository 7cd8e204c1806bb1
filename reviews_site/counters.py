"""The cache: it counts attempts in Valkey, and holds nobody. Keys are digests that a day changes, values numbers.

A limit's key names an account, an address or a machine. What is stored is an HMAC of it, under a key that is derived
for the day: whoever reads the server's memory can neither find somebody nor join two days.
"""

import hashlib
import hmac
import json
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

DAY_SECONDS = 24 * 3600


class UnreadableValue(RedisError):
    """Something was planted in the server. It counts as a server that is down: nobody guesses meanwhile."""


class NumbersOnly:
    """Writes and reads JSON of numbers, yes and no, and lists of them. Django's own would run what a pickle says."""

    def dumps(self, value: Any) -> int | str:
        """A value as the server keeps it. Whole numbers stay so, for the server counts with them."""
        return value if type(value) is int else json.dumps(value, allow_nan=False)

    def loads(self, stored: bytes) -> Any:
        """The value again.

        Raises:
            UnreadableValue: it is none that `dumps` wrote.
        """
        try:
            value = json.loads(stored)
        except (ValueError, RecursionError):
            raise UnreadableValue("A value of the counters is no JSON.") from None
        if all(isinstance(part, int | float) for part in (value if isinstance(value, list) else [value])):
            return value
        raise UnreadableValue("A value of the counters is no number.")


class Counters(RedisCache):
    """Django's cache in Valkey under keys that name nobody."""

    def make_key(self, key: str, version: int | None = None) -> str:
        """What the server sees of a key today."""
        return self._key_of(key, 0)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value of today, or else of yesterday: a limit holds over midnight."""
        found = self._cache.get_many([self._key_of(key, days_ago) for days_ago in (0, 1)])
        return next(iter(found.values()), default)

    def delete(self, key: str, version: int | None = None) -> bool:
        """Delete the value of today and of yesterday; whether there was one."""
        found = [self._cache.delete(self._key_of(key, days_ago)) for days_ago in (0, 1)]
        return any(found)

    def _key_of(self, key: str, days_ago: int) -> str:
        day = int(time.time() // DAY_SECONDS) - days_ago
        of_day = _hmac(keyring().get(Purpose.COUNTERS).material, str(day).encode())
        return f"{self.key_prefix}:{_hmac(of_day, key.encode()).hex()}"


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.new(key, message, hashlib.sha256).digest()
