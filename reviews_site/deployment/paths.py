"""Where the embedded default keeps its state: names and modes of folders. Nothing here starts or reads anything."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

# A Unix socket's address is a C array of 108 bytes. The longest name that is put below the run folder is a probe's.
_MAX_SOCKET_PATH = 107
_ROOM_FOR_SOCKET_NAMES = len("/probe/analytics_privacy-4194304.alive")

# What `reset` deletes. The bootstrap of the environment (var/bootstrap) is no state, and stays.
STATE = (
    "postgres",
    "valkey",
    "secrets",
    "keys",
    "log",
    "run",
    "objects",
    "anchors",
    "ledger",
    "open-data",
    "openlineage",
    "prepared",
    "demo.json",
    "reserve",
)


@dataclass(frozen=True)
class Paths:
    """The folders below one state folder (`var/`, or what PLATEMARK_VAR names)."""

    var: Path
    run: Path

    @property
    def keys(self) -> Path:
        """Master copies of every secret, for the supervisor alone."""
        return self.var / "keys"

    @property
    def secrets(self) -> Path:
        """One folder for each process, with its slice of the secrets."""
        return self.var / "secrets"

    @property
    def anchors(self) -> Path:
        """Heads of the sealed logs. It belongs to the sealer."""
        return self.var / "anchors"

    @property
    def ledger(self) -> Path:
        """Who was erased, by keyed hashes. It belongs to the worker `privacy`."""
        return self.var / "ledger"

    @property
    def open_data(self) -> Path:
        """Archives for everybody. It belongs to the process `publisher`, and web reads it."""
        return self.var / "open-data"

    @property
    def exports(self) -> Path:
        """Sealed copies of people's data on their way to them, for web, privacy and analytics_privacy."""
        return self.var / "objects" / os.environ.get("PLATEMARK_REGION", "eu") / "accounts.exports"

    @property
    def log(self) -> Path:
        """What each process printed, a file each."""
        return self.var / "log"

    @property
    def probe(self) -> Path:
        """Sockets on which the processes say who they are."""
        return self.run / "probe"

    @property
    def lineage(self) -> Path:
        """Events of lineage, a file for each process that tells any."""
        return self.var / "openlineage"

    def cluster(self, name: str) -> Path:
        """The data folder of one PostgreSQL cluster."""
        return self.var / "postgres" / name

    def socket_folder(self, server: str) -> Path:
        """The folder that holds one server's socket; it belongs to that server."""
        return self.run / server


def find_paths(var: Path | None = None) -> Paths:
    """The places below `var`, by default PLATEMARK_VAR or the repository's `var/`."""
    root = Path(var or os.environ.get("PLATEMARK_VAR") or REPOSITORY / "var").resolve()
    run = root / "run"
    if len(os.fsencode(run)) + _ROOM_FOR_SOCKET_NAMES > _MAX_SOCKET_PATH:
        digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
        run = Path(tempfile.gettempdir()) / f"platemark-{digest}"
    return Paths(root, run)


def make_folders(where: Paths) -> None:
    """Make the folders. Other uids may pass through, to reach what is theirs; they may list nothing."""
    for folder in (where.var, where.var / "postgres", where.secrets, where.run):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        _refuse_strangers(folder)
        folder.chmod(0o711)
    for folder in (where.keys, where.log):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    # Every process makes its own socket here; the sticky bit keeps others from replacing it.
    where.probe.mkdir(exist_ok=True)
    where.probe.chmod(0o1733)
    # The same for what each tells of lineage.
    where.lineage.mkdir(exist_ok=True)
    where.lineage.chmod(0o1733)


def _refuse_strangers(folder: Path) -> None:
    """A folder below the shared temporary folder could have been made by somebody else, to listen in."""
    if folder.stat().st_uid != os.geteuid() or folder.is_symlink():
        raise ForeignFolder(f"{folder} belongs to another user. Remove it, or set PLATEMARK_VAR to a shorter path.")


class ForeignFolder(Exception):
    """A folder that should be ours belongs to another user."""
