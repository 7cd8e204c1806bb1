"""Makes the secrets of the embedded default, once, and lays out for each process the slice it is entitled to.

Master copies stay in `var/keys`, which only the supervisor's user reads. The slices in `var/secrets/<process>` are
written anew at every start, from the masters and the table of processes: what the table takes away is gone.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from reviews_site.deployment.broker_users import POLICY_USER, cache_user, user_names
from reviews_site.deployment.child import Identities, Identity
from reviews_site.deployment.paths import Paths
from reviews_site.processes import COMPANY_LOGINS, PROCESSES, Process, Purpose, Store, queue_names

CLUSTERS: dict[str, tuple[str, ...]] = {"transactional": ("platemark", "vault"), "analytical": ("analytical",)}
DATABASES: dict[Store, tuple[str, str]] = {
    "default": ("transactional", "platemark"),
    "vault": ("transactional", "vault"),
    "analytical": ("analytical", "analytical"),
}
MIGRATOR, SEALER, PRIVACY, MEDIA, PUBLISHER = "migrator", "sealer", "privacy", "media", "publisher"
# Each has a folder of its own, which others may read.
KEEPERS = (PUBLISHER, SEALER, PRIVACY)
PHOTO_BUCKETS = (
    *("restaurants.photo-originals", "restaurants.photos", "restaurants.unblurred-photos", "restaurants.receipts"),
)
_OF_THE_CELL = ("PLATEMARK_REGION", "PLATEMARK_CELLS")


class Reachable(Protocol):
    """A PostgreSQL server, by socket or by host."""

    def url(self, login: str, password: str, database: str) -> str:
        """A libpq URL."""


class Broker(Protocol):
    """A Valkey server, by socket or by host."""

    def broker_url(self, user: str, password: str) -> str:
        """Celery's URL for a user."""

    def cache_url(self, user: str, password: str) -> str:
        """redis-py's URL for a user."""


@dataclass
class MasterSecrets:
    """Every secret of this installation, as read from `var/keys` and completed."""

    folder: Path
    superusers: dict[str, str] = field(default_factory=dict)
    logins: dict[str, dict[str, str]] = field(default_factory=dict)
    valkey: dict[str, str] = field(default_factory=dict)
    keys: dict[Purpose, dict[str, object]] = field(default_factory=dict)


def load_masters(where: Paths) -> MasterSecrets:
    """Read the masters, and make those that are still missing. Nothing that exists is changed."""
    found = MasterSecrets(where.keys)
    found.superusers = _completed(where.keys / "superusers.json", list(CLUSTERS))
    found.valkey = _completed(where.keys / "valkey.json", list(user_names()))
    for cluster in CLUSTERS:
        found.logins[cluster] = _completed(where.keys / f"logins-{cluster}.json", _logins_on(cluster))
    for purpose in Purpose:
        found.keys[purpose] = _key(where.keys / f"{purpose}.json")
    return found


def write_process_secrets(
    where: Paths, made: MasterSecrets, clusters: Mapping[str, Reachable], valkey: Broker, users: Identities
) -> None:
    """Write every process's slice anew, readable by that process alone."""
    for process in PROCESSES.values():
        identity = Identity() if process.kind == "command" else users.of(process.uid_offset)
        files = _databases(process, made, clusters) | _broker(process, made, valkey)
        if process.purposes:
            files["keyring.json"] = json.dumps({purpose: made.keys[purpose] for purpose in sorted(process.purposes)})
        if process.name == MIGRATOR:
            files["logins.json"] = json.dumps(made.logins)
        # Into the folder, so that commands that people type are of the same cell.
        files |= {name.lower(): os.environ[name] for name in _OF_THE_CELL if name in os.environ}
        write_folder(where.secrets / process.name, files, identity)
    make_folder(where.anchors, users.of(PROCESSES[SEALER].uid_offset))
    # Whoever prepares the stores compares them with it: there is nothing in it but keyed hashes.
    make_folder(where.ledger, users.of(PROCESSES[PRIVACY].uid_offset), mode=0o755)
    make_folder(where.open_data, users.of(PROCESSES[PUBLISHER].uid_offset), mode=0o755)
    make_exports_folder(where.exports)
    for bucket in PHOTO_BUCKETS:
        make_photos_folder(where.exports.parent / bucket, users)


def write_provider_secrets(where: Paths, made: MasterSecrets, identity: Identity) -> Path:
    """The folder of the sandbox provider, which stands outside and shares two secrets with us, as base64 text."""
    shared = {
        "api_secret": _key_as_text(made, Purpose.PROVIDER_SECRET),
        "webhook_secret": _key_as_text(made, Purpose.WEBHOOK_VERIFICATION),
    }
    write_folder(where.secrets / "provider", shared, identity)
    return where.secrets / "provider"


def _key_as_text(made: MasterSecrets, purpose: Purpose) -> str:
    entry = made.keys[purpose]
    versions = entry["versions"]
    if not isinstance(versions, dict):
        raise TypeError(f"The versions of {purpose} are no object.")
    return str(versions[str(entry["current"])])


def _logins_on(cluster: str) -> list[str]:
    logins = {
        login
        for process in PROCESSES.values()
        for store, login in process.logins.items()
        if DATABASES[store][0] == cluster
    }
    return sorted(logins | {MIGRATOR, *COMPANY_LOGINS})


def _databases(process: Process, made: MasterSecrets, clusters: Mapping[str, Reachable]) -> dict[str, str]:
    files = {}
    for store, login in process.logins.items():
        cluster, database = DATABASES[store]
        files[f"database_{store}_url"] = clusters[cluster].url(login, made.logins[cluster][login], database)
    cluster, database = DATABASES["analytical"]
    for login in process.people:
        files[f"database_as_{login}_url"] = clusters[cluster].url(login, made.logins[cluster][login], database)
    return files


def _broker(process: Process, made: MasterSecrets, valkey: Broker) -> dict[str, str]:
    files = {}
    if queue_names(process):
        files["broker_url"] = valkey.broker_url(process.name, made.valkey[process.name])
    if process.has_cache:
        user = cache_user(process)
        files["cache_url"] = valkey.cache_url(user, made.valkey[user])
    if process.name == MIGRATOR:
        files["policy_broker_url"] = valkey.cache_url(POLICY_USER, made.valkey[POLICY_USER])
    return files


def make_folder(folder: Path, identity: Identity, *, mode: int = 0o700) -> None:
    """An empty folder that is the identity's alone; one that is there already is left as it is."""
    folder.parent.mkdir(mode=0o711, exist_ok=True)
    if not folder.exists():
        folder.mkdir(mode=mode)
        identity.own_tree(folder)


def make_exports_folder(folder: Path) -> None:
    """A folder that three users write to and nobody lists. Names can't be guessed; what lies there is sealed."""
    for each in (*reversed(folder.parents[:2]), folder):
        each.mkdir(mode=0o711, exist_ok=True)
    folder.chmod(0o733)


def make_photos_folder(folder: Path, users: Identities) -> None:
    """A folder that `web`, `media` and `privacy` write to, and that `media` alone lists, to find what no row names."""
    folder.mkdir(mode=0o711, exist_ok=True)
    users.of(PROCESSES[MEDIA].uid_offset).own(folder)
    folder.chmod(0o733)


def _completed(path: Path, names: list[str]) -> dict[str, str]:
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: secrets.token_urlsafe(32) for name in names if name not in known}
    if missing:
        known |= missing
        _replace(path, json.dumps(known, indent=1))
    return known


def _key(path: Path) -> dict[str, object]:
    if not path.exists():
        material = base64.b64encode(secrets.token_bytes(32)).decode()
        _replace(path, json.dumps({"current": 1, "versions": {"1": material}}))
    read: dict[str, object] = json.loads(path.read_text())
    return read


def add_version(path: Path, material: bytes | None = None) -> int:
    """A new current version of the key in a master's file, drawn unless it is given; the number that it has."""
    entry = json.loads(path.read_text())
    number = max(map(int, entry["versions"])) + 1
    entry["versions"][str(number)] = base64.b64encode(material or secrets.token_bytes(32)).decode()
    entry["current"] = number
    _replace(path, json.dumps(entry))
    return number


def write_folder(folder: Path, files: dict[str, str], identity: Identity) -> None:
    """Replace a folder by these files, readable by `identity` alone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text)
        path.chmod(0o400)
    identity.own_tree(folder)


def _replace(path: Path, text: str) -> None:
    """Write whole or not at all: a secret that was cut short would lock its store for good."""
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
