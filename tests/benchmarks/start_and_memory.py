"""Seconds of a cold and a warm start, and the memory of each process of the running site.

    python -m tests.benchmarks.start_and_memory [--against DIR --module reviews_site.embedded]

`--against` measures another checkout in turn with this one, so that both meet the same machine.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from reviews_site.deployment.health import port_is_free
from reviews_site.deployment.paths import REPOSITORY
from reviews_site.processes import PROCESSES
from tests.benchmarks import processor
from tests.state_folders import state_folder

_FIRST_PORT = 8350
_QUIET_SECONDS = 60.0
_MODULE = re.compile(r"-m (\S+)")


@dataclass(frozen=True)
class Checkout:
    """A working copy with its own environment, and the module that starts its site."""

    folder: Path = REPOSITORY
    module: str = "reviews_site.devserver"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / ".venv" / "bin" / "python"


@dataclass(frozen=True)
class RunningSite:
    """A site that is up."""

    supervisor: int
    port: int
    seconds: float


@dataclass(frozen=True)
class ProcessMemory:
    """Proportional memory (PSS) of the processes of one name, in megabytes of 10^6 bytes."""

    name: str
    processes: int
    megabytes: float


@contextmanager
def running_site(var: Path, checkout: Checkout | None = None) -> Iterator[RunningSite]:
    """Start the whole site with the demo town on `var`, wait for its greeting, and stop it afterwards."""
    checkout = checkout or Checkout()
    port = next(port for port in range(_FIRST_PORT, 65_000, 7) if all(map(port_is_free, range(port, port + 7))))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PLATEMARK", "DJANGO"))}
    started_at = time.monotonic()
    run = subprocess.Popen(
        [checkout.python, "-m", checkout.module, "run", "--port", str(port)],
        cwd=checkout.folder,
        env={**environment, "PLATEMARK_VAR": str(var)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C reaches the benchmark alone, which then ends it in order
    )
    drain = threading.Thread(target=lambda: [None for _ in run.stdout or ()], daemon=True)
    output = []
    try:
        for line in run.stdout or ():
            output.append(line)
            if line.startswith("Platemark is up"):
                break
        else:
            raise SystemExit("The site did not start:\n" + "".join(output[-20:]))
        seconds = time.monotonic() - started_at
        drain.start()
        yield RunningSite(run.pid, port, seconds)
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)
        if drain.ident:
            drain.join(10)


def memory_by_process(supervisor: int) -> list[ProcessMemory]:
    """What each process below a supervisor takes, largest first; PostgreSQL's backends stand under one name."""
    found: dict[str, list[float]] = {}
    for pid in processor.tree(supervisor):
        with contextlib.suppress(OSError):  # it ended meanwhile
            found.setdefault(process_name(pid), []).append(processor.pss_megabytes(pid))
    return sorted(
        (ProcessMemory(name, len(each), sum(each)) for name, each in found.items()), key=lambda one: -one.megabytes
    )


def process_name(pid: int) -> str:
    """What the process is: a line of the table of processes, a server, or its program."""
    folder = Path("/proc") / str(pid)
    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    environment = (folder / "environ").read_bytes().decode(errors="replace").split("\0")
    named = [entry.partition("=")[2] for entry in environment if entry.startswith("PLATEMARK_PROCESS=")]
    module, name = _MODULE.search(command), (folder / "comm").read_text().strip()
    if name.startswith("python") and module:
        name = module[1].rpartition(".")[2]
    # The system keeps 15 characters of what a child of the fork server is called.
    return named[0] if named else next((full for full in PROCESSES if full[:15] == name), name)


def starts(
    var: Path, checkout: Checkout | None = None, *, settle: float = _QUIET_SECONDS
) -> tuple[float, float, list[ProcessMemory]]:
    """Seconds of a cold start on the new folder `var`, of a warm one after it, and the memory once it has settled."""
    shutil.rmtree(var, ignore_errors=True)
    with running_site(var, checkout) as cold:
        time.sleep(settle)
    with running_site(var, checkout) as warm:
        time.sleep(settle)
        memory = memory_by_process(warm.supervisor)
    return cold.seconds, warm.seconds, memory


def main() -> None:
    """Print the figures of this checkout, and beside them those of another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="another checkout, with an environment of its own")
    parser.add_argument("--module", default="reviews_site.devserver", help="the module that starts the other's site")
    parser.add_argument("--warm-starts", type=int, default=3, help="further warm starts, in turn")
    parser.add_argument("--settle", type=float, default=_QUIET_SECONDS, help="seconds until memory is measured")
    options = parser.parse_args()
    checkouts = {"this": Checkout()}
    if options.against:
        checkouts["other"] = Checkout(options.against.resolve(), options.module)
    with state_folder("bench") as folder:
        variables = {name: folder / name for name in checkouts}
        warm: dict[str, list[float]] = {name: [] for name in checkouts}
        for name, checkout in checkouts.items():
            cold, second, memory = starts(variables[name], checkout, settle=options.settle)
            warm[name].append(second)
            total, number = sum(one.megabytes for one in memory), sum(one.processes for one in memory)
            print(f"{name}: cold {cold:.1f} s, then warm {second:.1f} s; {total:.0f} MB in {number} processes")
            for one in memory:
                print(f"  {one.name:<24}{one.processes:>3}{one.megabytes:>9.1f} MB")
        for _ in range(options.warm_starts):
            for name, checkout in checkouts.items():
                with running_site(variables[name], checkout) as again:
                    warm[name].append(again.seconds)
        for name, seconds in warm.items():
            print(f"{name}: warm {statistics.median(seconds):.1f} s, the median of {len(seconds)}")


if __name__ == "__main__":
    main()
