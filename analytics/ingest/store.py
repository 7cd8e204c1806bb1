"""The analytical store's name, and the locks that order who writes to it. A lock lasts until its transaction ends."""

from datetime import datetime

from django.db.backends.utils import CursorWrapper

STORE = "analytical"

# Where the store is a Citus cluster, a transaction that writes tables of all nodes has to do so on one connection for
# each node once it writes copied tables too. On plain PostgreSQL the setting means nothing.
_ONE_CONNECTION = "pg_catalog.set_config('citus.multi_shard_modify_mode', 'sequential', true)"
# Loads and publications take turns, so that a row's `loaded_at` tells whether a publication has seen it.
_LOAD_LOCK = f"SELECT pg_catalog.pg_advisory_xact_lock(7013000000000000001), {_ONE_CONNECTION}"
# Models share it while they write, so that no score of a text arrives beside the load that replaces the text.
_KEEP_LOADS_WAITING = "SELECT pg_catalog.pg_advisory_xact_lock_shared(7013000000000000001)"
# An erasure waits for running loads, which may not know yet whom to keep out. Loads share this lock.
ANNOUNCE_LOAD = f"SELECT pg_catalog.pg_advisory_xact_lock_shared(7013000000000000003), {_ONE_CONNECTION}"
WAIT_FOR_LOADS = f"SELECT pg_catalog.pg_advisory_xact_lock(7013000000000000003), {_ONE_CONNECTION}"
# Never before the last publication, even where the clock was set back.
_NOW = "SELECT GREATEST(clock_timestamp(), (SELECT max(published_at) FROM marts.restaurant_age_bands))"


def lock_loads(cursor: CursorWrapper) -> datetime:
    """Wait until no other load or publication is writing, and keep later ones waiting. Returns the time now."""
    cursor.execute(_LOAD_LOCK)
    cursor.execute(_NOW)
    now: datetime = cursor.fetchone()[0]
    return now


def keep_loads_waiting(cursor: CursorWrapper) -> None:
    """Wait for the load that is writing, and keep later ones waiting. Several transactions may do so at once."""
    cursor.execute(_KEEP_LOADS_WAITING)


def announce_load(cursor: CursorWrapper) -> None:
    """Make erasures wait for this load. Call it before asking who was erased."""
    cursor.execute(ANNOUNCE_LOAD)


def wait_for_loads(cursor: CursorWrapper) -> None:
    """Wait for the loads that are running, and keep later ones waiting."""
    cursor.execute(WAIT_FOR_LOADS)
