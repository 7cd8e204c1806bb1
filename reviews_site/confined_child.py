"""Runs work on untrusted bytes in a forked child that can only read memory and write to one pipe.

The parent imported all that the child needs, or it loads that first, for then the child can open nothing. Resource
limits bound its memory and time, and a seccomp list of system calls ends it at the first other call. It inherits no
connection: every other descriptor is closed.
Source: Pillow's own threat model, which ranks such a child first (https://pillow.readthedocs.io, "Security").
"""

import errno
import logging
import os
import resource
import select
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)
MAX_MEMORY_BYTES, MAX_CPU_SECONDS, MAX_SECONDS = 1 << 30, 10, 30
SYSTEM_CALLS = (
    *("read", "write", "close", "lseek", "fstat", "newfstatat", "mmap", "munmap", "mremap", "mprotect", "madvise"),
    *("brk", "futex", "exit", "exit_group", "rt_sigreturn", "clock_gettime", "getrandom", "gettid", "getpid"),
    *("sched_getaffinity", "sched_yield"),
)
# What a decoder needs beyond these that starts threads. `filter_system_calls` lets it start no process.
THREAD_CALLS = ("set_robust_list", "rseq", "rt_sigprocmask", "prctl", "sched_getparam", "sched_getscheduler")
_PIPE, _CLONE_THREAD = 3, 0x10000


def _load_seccomp() -> Any:
    try:
        import pyseccomp
    except RuntimeError:  # its word for a system without libseccomp
        return None
    return pyseccomp


seccomp = _load_seccomp()


class SandboxFailure(Exception):
    """The child ended before it answered: by the filter, a limit, or a crash."""


class NoSandbox(Exception):
    """This system has no seccomp that a child could be confined with."""


def do_nothing() -> None:
    """Load nothing, as most children do."""


def run(
    work: Callable[[], bytes],
    *,
    max_bytes: int,
    threads: bool = False,
    prepare: Callable[[], object] = do_nothing,
) -> bytes:
    """What `work` returns, from a child that is confined before it begins. It may start threads if `threads` is true.

    `prepare` is what the child does before its system calls are filtered. It must read nothing that somebody sent.

    Raises:
        SandboxFailure: the child did not answer, or too much.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Newer Pythons warn where other threads run. The child runs none of what these could have locked.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        _answer(work, writer, threads, prepare)
    os.close(writer)
    try:
        answer = _read(reader, max_bytes)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if answer is None or not answer.endswith(b"."):
        raise SandboxFailure(f"The child ended with status {status}.")
    return answer[:-1]


def is_available() -> bool:
    """Whether a child is really confined here: one that tries to open a file has to end."""
    try:
        run(_open_a_file, max_bytes=1)
    except SandboxFailure:
        return seccomp is not None
    return False


def require(*, refuses: bool) -> None:
    """Say that nothing confines the children, and end there where that must not be.

    Raises:
        NoSandbox: children can't be confined, and `refuses` is true.
    """
    if is_available():
        return
    sentence = "Photos can't be decoded safely here: libseccomp is missing, or the kernel does not allow seccomp."
    if refuses:
        raise NoSandbox(f"{sentence} Install libseccomp2.")
    logger.warning("%s They are decoded without it, as this is no production.", sentence)


def _read(reader: int, max_bytes: int) -> bytes | None:
    """The child's answer; None where it took too long or too much."""
    ends_at, answer = time.monotonic() + MAX_SECONDS, bytearray()
    while (left := ends_at - time.monotonic()) > 0 and select.select([reader], [], [], left)[0]:
        part = os.read(reader, 1 << 20)
        if not part:
            return bytes(answer)
        answer += part
        if len(answer) > max_bytes + 1:
            return None
    return None


def _answer(work: Callable[[], bytes], writer: int, threads: bool, prepare: Callable[[], object]) -> None:
    """The child's whole life. A full stop ends a whole answer."""
    status = 1
    try:
        _drop_descriptors(writer)
        limit_resources(threads=threads)
        prepare()
        filter_system_calls(threads=threads)
        view = memoryview(work() + b".")
        while view:
            view = view[os.write(_PIPE, view) :]
        status = 0
    finally:
        os._exit(status)


def _drop_descriptors(writer: int) -> None:
    """Keep the pipe, as number 3; nothing is written to logs, and no connection of the parent's is reached."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(_PIPE):
        os.dup2(nothing, number)
    os.dup2(writer, _PIPE)
    os.closerange(_PIPE + 1, os.sysconf("SC_OPEN_MAX"))


def limit_resources(*, threads: bool) -> None:
    """Bound memory beyond what the parent has, CPU time, files and, as threads count as processes, these."""
    own_pages = int(Path("/proc/self/statm").read_text().split()[0])
    for limit, value in (
        (resource.RLIMIT_AS, own_pages * resource.getpagesize() + MAX_MEMORY_BYTES),
        (resource.RLIMIT_CPU, MAX_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        *([] if threads else [(resource.RLIMIT_NPROC, 0)]),
    ):
        resource.setrlimit(limit, (value, value))


def filter_system_calls(*, threads: bool) -> None:
    """Let the kernel end this process at the first system call that is not listed; where it can: see `require`."""
    if seccomp is None:
        return
    allowed = seccomp.SyscallFilter(seccomp.KILL_PROCESS)
    for name in SYSTEM_CALLS:
        allowed.add_rule(seccomp.ALLOW, name)
    if threads:
        _allow_threads(allowed)
    allowed.load()


def _allow_threads(allowed: Any) -> None:
    """Threads, and no processes: glibc falls back to `clone`, whose flags a filter sees, where there is no `clone3`."""
    for name in THREAD_CALLS:
        allowed.add_rule(seccomp.ALLOW, name)
    allowed.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    allowed.add_rule(seccomp.ALLOW, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, _CLONE_THREAD, _CLONE_THREAD))


def _open_a_file() -> bytes:
    os.close(os.open("/", os.O_RDONLY))
    return b""
