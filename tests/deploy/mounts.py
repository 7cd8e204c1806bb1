"""The root file system of a container, as lines of a shell script that runs in a mount namespace of its own."""

import shlex
import sys
from pathlib import Path
from typing import Any

from tests.deploy.external import ROOT
from tests.deploy.images import Image

_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ssl", "/etc/ld.so.cache", "/etc/alternatives")


def sources(service: dict[str, Any], image: Image, secret_files: dict[str, Any], secrets: Path) -> dict[str, Path]:
    """What a container sees of the machine: its image, its volumes, its secrets."""
    found = dict(image.files)
    for volume in service.get("volumes", []):
        source, target = volume.split(":")[:2]
        found[target] = _on_machine(source, secrets)
    for secret in service.get("secrets", []):
        found[f"/run/secrets/{secret['target']}"] = _on_machine(secret_files[secret["source"]]["file"], secrets)
    return found


def _on_machine(source: str, secrets: Path) -> Path:
    """Where a path of the file lies; what the command `secrets` lays out is in the folder `secrets`."""
    prefix = "./deploy/secrets/"
    return secrets / source.removeprefix(prefix) if source.startswith(prefix) else ROOT / source


def root_script(root: Path, service: dict[str, Any], image: Image, binds: dict[str, Path]) -> list[str]:
    """Build the root below `root`, which is the working folder afterwards."""
    lines = ["set -eu; umask 022", f"mount -t tmpfs -o mode=755 tmpfs {root}", f"cd {root}"]
    lines += ["mkdir -p old proc dev etc run/secrets var tmp", "ln -s ../run var/run", "cp /bin/sh docker-init"]
    system = [*_SYSTEM, *([] if sys.base_prefix.startswith("/usr") else [sys.base_prefix])]
    lines += [f"ln -s {Path(name).readlink()} .{name}" for name in system if Path(name).is_symlink()]
    seen = {name: Path(name) for name in system if Path(name).exists() and not Path(name).is_symlink()}
    lines += _devices(service.get("shm_size", "64m"))
    for mount in service.get("tmpfs", []):
        target, _, options = mount.partition(":")
        options = f"noexec,nosuid,nodev,{options or 'mode=1777'}"
        lines += [f"mkdir -p .{target}", f"mount -t tmpfs -o {options} tmpfs .{target}"]
    kept = {volume.split(":")[1] for volume in service.get("volumes", []) if not volume.endswith(":ro")}
    lines += _bound({**seen, **binds}, kept)
    return [*lines, *_texts(service, image), *_handing_over(service)]


def _bound(binds: dict[str, Path], kept: set[str]) -> list[str]:
    folders = [f".{target}" if source.is_dir() else f".{Path(target).parent}" for target, source in binds.items()]
    files = [f".{target}" for target, source in binds.items() if not source.is_dir()]
    lines = [shlex.join(["mkdir", "-p", *folders]), *([shlex.join(["touch", *files])] if files else [])]
    for target, source in binds.items():
        options = "rw" if target in kept else "ro"
        lines.append(shlex.join(["mount", "--bind", "-o", options, str(source.resolve()), f".{target}"]))
    return lines


def _devices(shared_memory: str) -> list[str]:
    lines = ["mount -t proc -o nosuid,nodev,noexec proc proc", "mount -t tmpfs -o mode=755 tmpfs dev"]
    lines += [f"touch {' '.join(f'dev/{name}' for name in _DEVICES)}", "ln -s /proc/self/fd dev/fd", "mkdir dev/shm"]
    lines += [f"mount --bind /dev/{name} dev/{name}" for name in _DEVICES]
    return [*lines, f"mount -t tmpfs -o nosuid,nodev,mode=1777,size={shared_memory} tmpfs dev/shm"]


def _texts(service: dict[str, Any], image: Image) -> list[str]:
    uid, _, gid = service["user"].partition(":")
    users = f"postgres:x:{uid}:{gid}::/:/bin/sh" if image.knows_its_user else "nobody:x:65534:65534::/:/bin/false"
    return [f"echo root:x:0:0::/:/bin/sh > etc/passwd; echo {users} >> etc/passwd", "cp $1 etc/hosts"]


def _handing_over(service: dict[str, Any]) -> list[str]:
    """Leave the machine's file system; `$2` is the file that says so."""
    lines = ["exec 3> $2"]
    if service.get("read_only"):
        lines.append("mount -o remount,ro,mode=755 .")
    return [*lines, "pivot_root . old", "umount -l /old", "echo >&3", "exec 3>&-"]


def network_script(bridges: int, links: list[tuple[int, str, bool]], name: str) -> list[str]:
    """Join networks, each by its number, with an address, and by a way out if it is no internal one."""
    outer, inner = [], ["link set lo up"]
    for order, (number, address, leads_out) in enumerate(links):
        outer += [
            f"link add {name}x{number} type veth peer name eth{order} netns 1",
            f"link set {name}x{number} master net{number} up",
        ]
        inner += [f"address add {address}/24 dev eth{order}", f"link set eth{order} up"]
        if leads_out:
            # Engines keep networks apart.
            inner += [f"route add default via 10.77.{number}.1", "route add unreachable 10.77.0.0/16"]
    batch = "\n".join(outer)
    return [
        f"nsenter --net=/proc/{bridges}/ns/net ip -batch - <<'END'\n{batch}\nEND",
        "ip -batch - <<'END'\n" + "\n".join(inner) + "\nEND",
    ]
