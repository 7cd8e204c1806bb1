"""Secrets for containers: the same slices as `make run` lays out, with addresses on a network in place of sockets.

Run again, it keeps every secret that is there and adds what the table of processes asks for since.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reviews_site.deployment import process_secrets
from reviews_site.deployment.broker_users import BROKER_DATABASE, CACHE_DATABASE, users
from reviews_site.deployment.child import Identities
from reviews_site.deployment.paths import Paths
from reviews_site.deployment.process_secrets import MIGRATOR
from reviews_site.processes import PROCESSES, Purpose

COMMANDS = ("auditor", "breach", "rewrapper")
# Users of the containers that are no line of processes.py, beside the offsets there.
OFFSETS = {
    **{"migrate": 10, "postgres-transactional": 20, "postgres-analytical": 21, "valkey": 22},
    "proxy": 24,
    # Commands of people, each with a container that `up` leaves alone.
    **{"auditor": 25, "breach": 26, "rewrapper": 27},
    # Processes that keep something: the heads of the sealed logs, the ledger of who was erased, the open data.
    **{name: PROCESSES[name].uid_offset for name in process_secrets.KEEPERS},
}
# What these keep lies in a folder each, the container's user's own: a volume of the engine's would be root's.
VOLUMES = (
    "postgres-transactional",
    "postgres-analytical",
    "proxy",
    *process_secrets.KEEPERS,
)

# Shared by web, privacy and analytics_privacy: sealed copies of people's data, on their way to them.
SHARED = "accounts.exports"


@dataclass(frozen=True)
class NetworkCluster:
    """A PostgreSQL server by its host name."""

    host: str

    def url(self, login: str, password: str, database: str) -> str:
        """A libpq URL."""
        return f"postgresql://{login}:{quote(password, safe='')}@{self.host}/{database}"


@dataclass(frozen=True)
class NetworkValkey:
    """A Valkey server by its host name."""

    host: str

    def broker_url(self, user: str, password: str) -> str:
        """Celery's URL for a user."""
        return f"redis://{user}:{quote(password, safe='')}@{self.host}/{BROKER_DATABASE}"

    def cache_url(self, user: str, password: str) -> str:
        """redis-py's URL for a user."""
        return f"redis://{user}:{quote(password, safe='')}@{self.host}/{CACHE_DATABASE}"


@dataclass(frozen=True)
class Hosts:
    """Host and port of each server, as docker-compose.yml names them."""

    transactional: str = "postgres-transactional:5432"
    analytical: str = "postgres-analytical:5432"
    valkey: str = "valkey:6379"


def write_secrets(out: Path, hosts: Hosts, users_of: Identities) -> Paths:
    """Masters to `out/keys`, each process's slice to `out/secrets`, room for what servers keep to `out/state`."""
    where = Paths(out.resolve(), out.resolve() / "run")
    for folder, mode in ((where.var, 0o711), (where.keys, 0o700), (where.secrets, 0o711)):
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    made = process_secrets.load_masters(where)
    clusters: dict[str, process_secrets.Reachable] = {
        "transactional": NetworkCluster(hosts.transactional),
        "analytical": NetworkCluster(hosts.analytical),
    }
    process_secrets.write_process_secrets(where, made, clusters, NetworkValkey(hosts.valkey), users_of)
    for cluster in clusters:
        of_server = {
            "superuser_password": made.superusers[cluster],
            "migrator_password": made.logins[cluster][MIGRATOR],
        }
        process_secrets.write_folder(
            where.secrets / f"postgres-{cluster}", of_server, users_of.of(OFFSETS[f"postgres-{cluster}"])
        )
    process_secrets.write_folder(
        where.secrets / "valkey", {"users.acl": users(made.valkey)}, users_of.of(OFFSETS["valkey"])
    )
    _share(where, "metrics_token", secrets.token_urlsafe(32), ("web", "console", "gateway"), users_of)
    # The operator writes the mail server's password there.
    _share(where, "email_host_password", "", ("mail",), users_of)
    users_of.of(OFFSETS["migrate"]).own_tree(where.secrets / MIGRATOR)
    for name in COMMANDS:
        users_of.of(OFFSETS[name]).own_tree(where.secrets / name)
    for name in VOLUMES:
        # Keyed hashes, which other containers compare with, and what web shows to everybody.
        mode = 0o755 if name in process_secrets.KEEPERS else 0o700
        process_secrets.make_folder(where.var / "state" / name, users_of.of(OFFSETS[name]), mode=mode)
    process_secrets.make_exports_folder(where.var / "state" / SHARED)
    for name in process_secrets.PHOTO_BUCKETS:
        process_secrets.make_photos_folder(where.var / "state" / name, users_of)
    return where


def _share(where: Paths, name: str, first: str, processes: tuple[str, ...], users_of: Identities) -> None:
    """Add a secret that is no key, kept in `keys`, to the slices of the processes."""
    master = where.keys / name
    if not master.exists():
        master.touch(mode=0o600)
        master.write_text(first)
    for process in processes:
        path = where.secrets / process / name
        path.touch(mode=0o600)
        path.write_text(master.read_text())
        path.chmod(0o400)
        users_of.of(PROCESSES[process].uid_offset).own(path)


# With another key the same person would have another pseudonym: two halves of a history that nothing joins.
_FOR_GOOD = {Purpose.PSEUDONYM_REVIEWER, Purpose.PSEUDONYM_HOLDER}


# The keyring takes nothing shorter.
_SHORTEST = 32
# What a provider gives us, rather than we it.
_GIVEN = {Purpose.PROVIDER_SECRET, Purpose.WEBHOOK_VERIFICATION}


class RotationRefused(Exception):
    """The purpose's key can't be rotated; the message says why."""


def rotate(out: Path, purpose: Purpose, given: Path | None = None) -> int:
    """Add a version of a purpose's key and make it current; the older ones stay, to open what they sealed.

    The key is drawn, unless a provider gave it: then it is the text in the file `given`.

    The slices take it up when they are laid out again, the processes when they start again.

    Raises:
        RotationRefused: it is for good, or there is none yet, or the given one can't be taken.
    """
    if purpose in _FOR_GOOD:
        raise RotationRefused(f"The key of {purpose} is for good: with another, a person would become two.")
    path = out.resolve() / "keys" / f"{purpose}.json"
    if not path.exists():
        raise RotationRefused(f"There is no key of {purpose} in {path.parent}. Lay out the secrets first.")
    if given is None:
        return process_secrets.add_version(path)
    if purpose not in _GIVEN:
        raise RotationRefused(f"The key of {purpose} is drawn here: leave --value-from out.")
    text = given.read_text().strip()
    if len(text) < _SHORTEST or not text.isascii():
        raise RotationRefused(f"{given} does not hold a secret: at least {_SHORTEST} letters, digits and signs.")
    return process_secrets.add_version(path, text.encode())
