"""Processor time and memory of process trees, as /proc tells them. Linux only, like the project."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Process:
    """A line of /proc: who, whose child, and the seconds that it and the children it has waited for have used."""

    pid: int
    parent: int
    seconds: float


def parsed(stat: str) -> Process:
    """What a `/proc/<pid>/stat` says (proc(5)): utime, stime, cutime and cstime are its fields 14 to 17.

    The second field is the program's name in brackets, which may itself hold spaces and brackets.
    """
    before, _, after = stat.rpartition(")")
    fields = after.split()
    return Process(int(before.split(" ", 1)[0]), int(fields[1]), sum(int(ticks) for ticks in fields[11:15]) * _TICK)


def family(processes: Iterable[Process], root: int) -> list[Process]:
    """The process `root` and everything below it."""
    by_parent: dict[int, list[Process]] = {}
    found: list[Process] = []
    for process in processes:
        by_parent.setdefault(process.parent, []).append(process)
        if process.pid == root:
            found.append(process)
    for process in found:
        found += by_parent.get(process.pid, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Processor seconds that the trees below `roots` have used so far.

    Who lives counts by its own time, who has ended by the time that went to its parent when it was waited for: so a
    PostgreSQL backend counts once, whether or not it is still there.
    """
    everybody = _running()
    return sum(process.seconds for root in roots for process in family(everybody, root))


def running_below(root: int) -> list[Process]:
    """The process `root` and everything below it, as they are now."""
    return family(_running(), root)


def tree(root: int) -> list[int]:
    """The pids of `root` and of everything below it."""
    return [process.pid for process in running_below(root)]


def memory_megabytes(root: int) -> float:
    """Proportional memory of a tree in MB of 10^6 bytes."""
    return sum(map(pss_megabytes, tree(root)))


def _running() -> list[Process]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found.append(parsed((folder / "stat").read_text()))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended between the listing and the reading
    return found


def pss_megabytes(pid: int) -> float:
    """Proportional set size (PSS) in MB of 10^6 bytes: a page shared by three processes counts a third for each."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0
