"""Starting one child process: its session, its user, and its death with the supervisor. It knows no service."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_NAME, _PR_SET_CHILD_SUBREAPER = 1, 15, 36
_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION = 0x20080522
_CAP_DAC_OVERRIDE = 1

FIRST_UID = 62000


@dataclass(frozen=True)
class Identity:
    """The user that a child runs as. `uid` None: the user who started the supervisor.

    `reaches_private_folders` keeps the one capability that walks through folders closed to others. It is the way out
    when root's clone lies in a private folder, and it makes the separation of uids one in name only.
    """

    uid: int | None = None
    reaches_private_folders: bool = False

    def own(self, path: Path) -> None:
        """Give `path` to this user; nothing happens where all share the starting user."""
        if self.uid is not None:
            os.chown(path, self.uid, self.uid, follow_symlinks=False)

    def own_tree(self, path: Path) -> None:
        """Give `path` and everything below it to this user; quick where that is so already."""
        if self.uid is None or path.stat().st_uid == self.uid:
            return
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                self.own(Path(folder, name))
        # Last, so that an interrupted change is taken up again.
        self.own(path)


@dataclass(frozen=True)
class Identities:
    """Which uids this machine lets us use."""

    are_separate: bool
    notice: str
    first: int = FIRST_UID

    def of(self, offset: int) -> Identity:
        """The identity with this offset (processes.py, or a server's own)."""
        if os.geteuid() != 0:
            return Identity()
        if self.are_separate:
            return Identity(self.first + offset)
        return Identity(self.first, reaches_private_folders=True)

    def with_passwd_entry(self) -> Identity:
        """Initdb looks its user up by name, which a bare number has not; it runs as `nobody`, or as the first other."""
        if os.geteuid() != 0:
            return Identity()
        named = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0}
        uid = named.get("nobody") or next(iter(named.values()))
        return Identity(uid, reaches_private_folders=not self.are_separate)


def identities(*reached: Path, first: int = FIRST_UID) -> Identities:
    """Find out by trying whether another uid reaches the interpreter and the folders that a child needs.

    Args:
        first: the first of the hundred uids that are given away.
    """
    if os.geteuid() != 0:
        return Identities(False, "One uid for all processes: credentials are separate, the operating system is not.")
    if _is_reached_by_others(reached):
        return Identities(True, f"A uid for each process, from {first} on.", first)
    return Identities(
        False,
        "This clone, its interpreter or PLATEMARK_VAR lies in a folder that other users may not enter: "
        f"all processes share uid {first}. Credentials are separate, the operating system is not.",
        first,
    )


def _is_reached_by_others(reached: tuple[Path, ...]) -> bool:
    """Try the real thing: run this interpreter as another user, with the imports that every child begins with."""
    program = "import sys, os, psycopg, reviews_site; sys.exit(not all(os.access(p, os.X_OK) for p in sys.argv[1:]))"
    try:
        tried = start(
            [sys.executable, "-c", program, *map(str, reached)],
            identity=Identity(FIRST_UID),
            environment={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
            output=subprocess.DEVNULL,
            death_signal=signal.SIGKILL,
            folder=reached[0],
        )
    except PermissionError:
        return False  # not even the interpreter could be started
    return tried.wait() == 0


def start(
    command: Sequence[str | Path],
    *,
    identity: Identity,
    environment: Mapping[str, str],
    output: int,
    death_signal: signal.Signals,
    folder: Path,
    kept_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` so that it ends with us. Call from the main thread: the signal comes when the thread ends."""
    return subprocess.Popen(  # noqa: S603 - the commands are the plan's own; no shell and no input of others
        [str(part) for part in command],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        # The interpreter changes folder before the user is dropped, so that the folder may be private.
        cwd=folder,
        pass_fds=tuple(kept_open),
        preexec_fn=partial(become, identity, death_signal, os.getpid()),
    )


def become(identity: Identity, death_signal: signal.Signals, parent: int) -> None:
    """Lead a session of our own, as the user `identity`, and end with `parent`."""
    os.setsid()  # Ctrl-C in the terminal reaches the supervisor only, which stops things in order.
    os.umask(0o077)
    if identity.uid is not None:
        _drop_to(identity.uid, identity.reaches_private_folders)
    # After the change of user, which clears it.
    die_with(parent, death_signal)


@contextmanager
def adopting_orphans() -> Iterator[None]:
    """Within it, a descendant whose parent ends becomes our child, in place of the first process's."""
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def set_process_name(name: str) -> None:
    """Show the first 15 characters of `name` where the system lists processes."""
    _libc.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def die_with(parent: int, death_signal: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send this process `death_signal` when its parent is gone, and leave at once if it is already."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _drop_to(uid: int, keeps_capability: bool) -> None:
    if keeps_capability:
        # Capabilities outlive the change of user, and count for access(2) too, by which initdb looks for its programs.
        _check(_libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
    os.setgroups([])
    os.setgid(uid)
    os.setuid(uid)
    if keeps_capability:
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
        only = 1 << _CAP_DAC_OVERRIDE
        # Effective, permitted, inheritable: of capabilities 0 to 31, then of 32 to 63.
        _check(_libc.capset(header, (ctypes.c_uint32 * 6)(only, only, only, 0, 0, 0)))
        _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_OVERRIDE, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "this kernel does not let root keep CAP_DAC_OVERRIDE")
