"""State folders of servers and sites that tests start: locked while their run lives, so that a later run sees the end.

A run that was killed removes nothing. Its folders lie in memory, hundreds of megabytes each, until another run begins.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "platemark-"
LOCK = "test-run.lock"


@contextmanager
def state_folder(kind: str) -> Iterator[Path]:
    """A folder that the processes' own users can reach, unlike pytest's; it is removed at the end."""
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{kind}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        descriptor = _take_lock(folder)
        try:
            yield folder
        finally:
            os.close(descriptor)


def remove_folders_of_killed_runs() -> None:
    """Remove this user's state folders whose lock nobody holds. One without a lock may be of another version."""
    for lock in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        if lock.parent.lstat().st_uid == os.getuid() and not lock.parent.is_symlink():
            _remove_if_unlocked(lock)


def _take_lock(folder: Path) -> int:
    """The descriptor of the folder's lock. The file gets its name once it is locked, so that nobody finds it open."""
    unnamed = folder / f"{LOCK}.new"
    descriptor = os.open(unnamed, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    unnamed.rename(folder / LOCK)
    return descriptor


def _remove_if_unlocked(lock: Path) -> None:
    with suppress(OSError):  # its run lives, or has just removed it
        descriptor = os.open(lock, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
        finally:
            os.close(descriptor)
