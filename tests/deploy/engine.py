"""What a container engine does with `docker-compose.yml`, by the kernel's namespaces alone. It takes root.

Each service gets a user, a root file system of its own that holds its image, volumes and secrets and nothing else, and
an address on each of its networks. A network is a bridge in a namespace apart; the machine's own is not touched.
"""

import contextlib
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reviews_site.deployment.child import Identity, start
from tests.deploy.external import SURROUNDINGS
from tests.deploy.images import Image
from tests.deploy.mounts import network_script, root_script, sources
from tests.e2e.conftest import wait_for

# An address for documentation, in the place of everything outside.
OUTSIDE = "192.0.2.1"
# What stands above each process where `init` asks for it: it hands on SIGTERM, and ends with what it started.
_INIT = """
trap 'kill -TERM $child' TERM
"$@" & child=$!
while kill -0 $child 2>/dev/null; do wait $child; status=$?; done
exit $status
"""
_UNPRIVILEGED = ("--clear-groups", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all")
_NAMESPACES = ("--mount", "--pid", "--net", "--ipc", "--uts")


@dataclass
class Container:
    """A service that runs."""

    name: str
    # It waits for the first process of the container, and ends with it.
    process: "subprocess.Popen[bytes]"
    first_pid: int
    prefix: tuple[str, ...]

    def run(self, command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        """Run a command in it as its user, with its environment."""
        enter = ("nsenter", "--target", str(self.first_pid), *_NAMESPACES, "--", *self.prefix)
        return subprocess.run([*enter, *command], capture_output=True, text=True, timeout=300, check=False)

    def pids(self) -> list[int]:
        """Its processes, by the numbers that they have outside."""
        namespace = Path(f"/proc/{self.first_pid}/ns/pid").readlink()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (folder / "ns" / "pid").readlink() == namespace:
                    found.append(int(folder.name))
            except OSError:
                continue  # it ended
        return found

    def sum_of(self, file: str, pattern: str) -> int:
        """The sum of numbers that a file of `/proc` has for each of its processes."""
        total = 0
        for pid in self.pids():
            with contextlib.suppress(OSError):  # it ended
                total += sum(map(int, re.findall(pattern, Path(f"/proc/{pid}/{file}").read_text())))
        return total


@dataclass
class Engine:
    """The services of the file, and those that run."""

    folder: Path
    file: dict[str, Any]
    images: dict[str, Image]
    running: dict[str, Container] = field(default_factory=dict)
    bridges: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self) -> None:
        """Make the networks, each a bridge; those that are not internal lead to `OUTSIDE`."""
        self.services: dict[str, Any] = self.file["services"]
        self.networks = list(self.file["networks"])
        (self.folder / "root").mkdir()
        self.bridges = self._started(["unshare", "--net", "sleep", "infinity"], self.folder / "bridges.log")
        own = Path("/proc/self/ns/net").readlink()
        wait_for(lambda: Path(f"/proc/{self.bridges.pid}/ns/net").readlink() != own)
        lines = ["link set lo up", f"address add {OUTSIDE}/32 dev lo"]
        for number, name in enumerate(self.networks):
            lines += [f"link add net{number} type bridge", f"link set net{number} up"]
            if self._leads_out(name):
                lines.append(f"address add 10.77.{number}.1/24 dev net{number}")
        script = "echo 0 > /proc/sys/net/ipv4/ip_forward; exec ip -batch -"
        command = ["nsenter", "--target", str(self.bridges.pid), "--net", "sh", "-c", script]
        subprocess.run(command, input="\n".join(lines), text=True, check=True)

    def up(self) -> None:
        """Start every service that has no profile, in the order of `depends_on`, and wait until all are well."""
        for name, service in self.services.items():
            if "profiles" not in service:
                self._bring_up(name)
        for name in self.running:
            self.wait_until_well(name)

    def _bring_up(self, name: str) -> None:
        if name in self.running or (self.folder / f"{name}.log").exists():
            return
        for other, wanted in self.services[name].get("depends_on", {}).items():
            self._bring_up(other)
            if wanted["condition"] == "service_healthy":
                self.wait_until_well(other)
        if self.services[name]["restart"] == "no":
            ended = self.run(name)
            assert ended == 0, f"{name} ended with {ended}: {self.log(name)}"
        else:
            self.start(name)

    def start(self, name: str, command: Sequence[str] = (), *, has_entrypoint: bool = True) -> Container:
        """Start a service; with another command than the file's, as `docker compose run` does."""
        service, image, ready = self.services[name], self._image(name), self.folder / "ready"
        written = command or service.get("command", () if "entrypoint" in service else image.command)
        words = [*(service.get("entrypoint", image.entrypoint) if has_entrypoint else ()), *written]
        init = ["/docker-init", "-c", _INIT, "docker-init"] if service.get("init") else []
        prefix = self._prefix(name)
        ready.unlink(missing_ok=True)
        # It ends with whoever waits for it. A change of user forgets that, so it is said once more.
        running = [prefix[0], "--pdeathsig=KILL", *prefix[1:], *init, *words]
        script = "\n".join([*self._setup(name), f"exec {shlex.join(running)}"])
        unshare = ["unshare", *_NAMESPACES, "--fork", "--kill-child=KILL", "sh", "-c", script, name]
        unshare += [str(self._hosts(name)), str(ready)]
        process = self._started(unshare, self.folder / f"{name}.log")
        wait_for(lambda: process.poll() is not None or ready.exists(), says=f"the container of {name}")
        assert ready.exists(), self.log(name)
        try:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            children = []  # a short command may have ended
        container = Container(name, process, int(children[0]) if children else 0, tuple(prefix))
        self.running[name] = container
        return container

    def run(self, name: str, command: Sequence[str] = (), *, has_entrypoint: bool = True) -> int:
        """Start a service that ends, and say how it ended."""
        status = self.start(name, command, has_entrypoint=has_entrypoint).process.wait(300)
        del self.running[name]
        return status

    def log(self, name: str) -> str:
        """What a service printed."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def check(self, name: str) -> bool:
        """Run the health check once, exactly as it is written."""
        kind, *words = self.services[name].get("healthcheck", {}).get("test", self._image(name).health)
        command = ["/bin/sh", "-c", *words] if kind == "CMD-SHELL" else words
        return self.running[name].run(command).returncode == 0

    def wait_until_well(self, name: str) -> None:
        """Wait for the health check. Ours counts its failures, so it is asked once somebody listens for it."""
        container = self.running[name]
        if self._image(name).folder == "/srv/platemark":
            probes = Path(f"/proc/{container.first_pid}/root/tmp")
            wait_for(lambda: container.process.poll() is not None or list(probes.glob("*.sock")), says=f"{name}")
        if self._can_be_checked(name):
            says = f"the health of {name}"
            wait_for(lambda: container.process.poll() is not None or self.check(name), says=says)
        assert container.process.poll() is None, f"{name} ended: {self.log(name)}"

    def _can_be_checked(self, name: str) -> bool:
        """Whether the image's programs are here: Caddy's are not."""
        return not str(self.services[name]["image"]).startswith("caddy")

    def stop(self) -> dict[str, int]:
        """Send every container of ours the signal to end, and say how each ended; the others are killed."""
        ours = [name for name in self.running if self.services[name].get("init")]
        for name in ours:
            os.kill(self.running[name].first_pid, signal.SIGTERM)
        statuses = {name: self.running[name].process.wait(60) for name in ours}
        for container in self.running.values():
            if container.process.poll() is None:
                os.kill(container.first_pid, signal.SIGKILL)
                container.process.wait(60)
        if self.bridges:
            self.bridges.kill()
            self.bridges.wait(60)
        return statuses

    def address(self, name: str, network: str) -> str:
        """The address of a service on a network."""
        return f"10.77.{self.networks.index(network)}.{10 + list(self.services).index(name)}"

    def _setup(self, name: str) -> list[str]:
        """The script that makes the container around its process."""
        assert self.bridges
        service, image = self.services[name], self._image(name)
        binds = sources(service, image, self.file["secrets"], self.folder / "secrets")
        number = list(self.services).index(name)
        links = [
            (self.networks.index(each), self.address(name, each), self._leads_out(each)) for each in service["networks"]
        ]
        network = network_script(self.bridges.pid, links, f"s{number}")
        first, *root = root_script(self.folder / "root", service, image, binds)
        return [first, *network, *root]

    def _hosts(self, name: str) -> Path:
        """A file with the names of those that share a network with the service: others have none there."""
        lines = ["127.0.0.1 localhost"]
        for other, service in self.services.items():
            shared = [network for network in service["networks"] if network in self.services[name]["networks"]]
            lines += [f"{self.address(other, network)} {other}" for network in shared[:1]]
        path = self.folder / f"{name}.hosts"
        path.write_text("\n".join(lines) + "\n")
        return path

    def _leads_out(self, network: str) -> bool:
        return not (self.file["networks"][network] or {}).get("internal")

    def _image(self, name: str) -> Image:
        return self.images[str(self.services[name]["image"]).partition(":")[0]]

    def _prefix(self, name: str) -> list[str]:
        """What makes a command the service's: its user, no right of root's, its environment."""
        service, image = self.services[name], self._image(name)
        uid, _, gid = service["user"].partition(":")
        bounds = ",".join(["-all", *(f"+{right.lower()}" for right in service.get("cap_add", []))])
        user = ["setpriv", f"--reuid={uid}", f"--regid={gid}", *_UNPRIVILEGED, f"--bounding-set={bounds}"]
        given = {**image.environment, **{key: str(value) for key, value in service.get("environment", {}).items()}}
        variables = [f"{key}={value}" for key, value in given.items()]
        return [*user, "env", "--ignore-environment", f"--chdir={image.folder}", *variables]

    def _started(self, command: Sequence[str], log: Path) -> "subprocess.Popen[bytes]":
        surroundings = {**SURROUNDINGS, "PATH": f"/usr/sbin:/sbin:{SURROUNDINGS['PATH']}"}
        with log.open("ab") as output:
            return start(
                command,
                identity=Identity(),
                environment=surroundings,
                output=output.fileno(),
                death_signal=signal.SIGKILL,
                folder=self.folder,
            )
