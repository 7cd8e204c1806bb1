"""Counts failed sign-ins by address, so that the next successful one can say how many came before. Not a limit."""

import hashlib

from django.core.cache import cache

DAY_SECONDS = 24 * 3600


def count_failure(email: str) -> None:
    """Count a failed attempt, whether or not the address has an account."""
    key = _key(email)
    cache.add(key, 0, DAY_SECONDS)
    cache.incr(key)


def pop_failures(email: str) -> int:
    """Return how many attempts failed within a day since the last successful one, and reset the count."""
    key = _key(email)
    count = int(cache.get(key, 0))
    if count:
        cache.delete(key)
    return count


def _key(email: str) -> str:
    return "failed-sign-ins:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()
