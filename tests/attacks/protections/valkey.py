"""The protections of the queues and the counters against whoever holds Valkey."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache.backends.redis import RedisSerializer

from reviews_site.celery import app
from reviews_site.counters import Counters
from tests.attacks.protection import Protection
from tests.attacks.switches import Replaced, Together, in_valkey


def name_key(counters: Counters, key: str, _days_ago: int) -> str:
    """Keep a key as it is."""
    return f"{counters.key_prefix}:{key}"


@contextmanager
def take_pickles() -> Iterator[None]:
    """Have workers load pickles."""
    before = app.conf.accept_content
    app.conf.accept_content = ["json", "pickle"]
    yield
    app.conf.accept_content = before


def accept_version(_name: str, _version: str) -> str:
    """Find nothing wrong."""
    return ""


PROTECTIONS = (
    Protection(
        "no_pickles_in_counters",
        "Whoever holds Valkey runs no code in the processes that count attempts: a planted pickle is not loaded, and"
        " whatever else is planted closes the sign-in.",
        "values are pickled, as Django does by itself",
        Replaced("reviews_site.counters.NumbersOnly", RedisSerializer),
    ),
    Protection(
        "json_on_queues",
        "Whoever holds Valkey runs no code in a worker: a planted pickle is not loaded.",
        "workers take pickles",
        take_pickles,
    ),
    Protection(
        "no_scripts",
        "No user of Valkey brings code of their own into it, or changes how it runs.",
        "every user may run scripts",
        in_valkey("ACL", "SETUSER", "USER", "+@scripting", undo=("ACL", "LOAD")),
    ),
    Protection(
        "databases_apart",
        "Whoever sends messages reaches no counters, and whoever counts reaches no queue.",
        "every user reaches every database",
        in_valkey("ACL", "SETUSER", "USER", "alldbs", undo=("ACL", "LOAD")),
    ),
    Protection(
        "server_floor",
        "A server of queues and counters with known holes is refused at a start, and at each connection.",
        "every version is taken",
        Together(
            Replaced("reviews_site.valkey.version_problem", accept_version),
            Replaced("reviews_site.devserver.valkey.version_problem", accept_version),
        ),
    ),
    Protection(
        "counters_name_nobody",
        "Neither the counters' keys nor their values nor Valkey's memory name an account, an address, a machine or a"
        " code.",
        "keys are kept as they are",
        Replaced("reviews_site.counters.Counters._key_of", name_key),
    ),
    Protection(
        "counters_forget_by_day",
        "Counters of one person on two days have nothing in common.",
        "the key is the same every day",
        Replaced("reviews_site.counters.DAY_SECONDS", 10**12),
    ),
    Protection(
        "nothing_of_valkey_on_disk",
        "Valkey writes nothing to the disk, so that no file holds who was erased.",
        "changes are appended to a file",
        in_valkey("CONFIG", "SET", "appendonly", "yes", undo=("CONFIG", "SET", "appendonly", "no")),
    ),
)
