"""Celery's transport to Valkey: Kombu's for Redis, without scripts, and with a floor under the server's version."""

from time import time
from typing import Any

from kombu.transport import TRANSPORT_ALIASES
from kombu.transport import redis as kombu_redis

from reviews_site.valkey import connect_to_valkey


class QoS(kombu_redis.QoS):
    """What a worker took and has not acknowledged."""

    def restore_visible(self, start: int = 0, num: int | None = 10, interval: int = 10) -> None:
        """Put messages back that were not acknowledged in time, at every call of `interval`.

        Kombu holds a lock meanwhile, and gives it back by a script. The list is the process's own, and each message
        moves in a transaction, so that none is needed.
        """
        self._vrestore_count += 1
        if (self._vrestore_count - 1) % (interval or 1):
            return
        with self.channel.conn_or_acquire() as client:
            ends_at = time() - self.visibility_timeout
            between = {"desc": True, "byscore": True, "offset": num and start, "num": num}
            for tag in client.zrange(self.unacked_index_key, ends_at, 0, **between):
                self.restore_by_tag(tag, client)  # type: ignore[no-untyped-call]  # Kombu ships no types


class Channel(kombu_redis.Channel):
    """Connects to no server below the floor."""

    QoS = QoS

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[no-untyped-call]  # the same
        return {**found, "redis_connect_func": connect_to_valkey}


class Transport(kombu_redis.Transport):
    """In the place of Kombu's own for every URL that begins with `redis`."""

    Channel = Channel


def replace_transport() -> None:
    """Have Kombu take this transport: it chooses by the URL's scheme."""
    TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "reviews_site.broker:Transport"
