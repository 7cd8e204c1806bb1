"""Counts wrong sign-ins by address, so that the next right one can say how many came before it. Not a limit."""

import hashlib

from django.core.cache import cache

DAY_SECONDS = 24 * 3600


def note_failure(email: str) -> None:
    """Count one wrong attempt for an address, whether or not it has an account."""
    key = _key(email)
    cache.add(key, 0, DAY_SECONDS)
    cache.incr(key)


def take_failures(email: str) -> int:
    """How many wrong attempts there were within a day since the last right one; they are forgotten."""
    key = _key(email)
    count = int(cache.get(key, 0))
    if count:
        cache.delete(key)
    return count


def _key(email: str) -> str:
    return "wrong-sign-ins:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()
