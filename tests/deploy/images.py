"""The images of `docker-compose.yml` as folders: ours by its Dockerfile, the servers' programs from wheels.

Caddy's program is in no wheel: something that waits stands in its container, and tests ask what the proxy would.
"""

import json
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from reviews_site.devserver import postgres, valkey
from tests.deploy.external import ROOT, SURROUNDINGS

STAND_INS = Path(__file__).parent / "stand_ins"


@dataclass(frozen=True)
class Image:
    """What an image gives a container, unless its service says otherwise."""

    files: dict[str, Path] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    health: tuple[str, ...] = ()
    folder: str = "/"
    # The database's programs ask the system for their user's name.
    knows_its_user: bool = False


def dockerfile() -> list[str]:
    """The Dockerfile's instructions, a line each."""
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.lstrip().startswith("#")]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line]


def variables_of(instruction: str) -> dict[str, str]:
    """The variables that stand in an instruction."""
    return dict(word.split("=", 1) for word in shlex.split(instruction) if re.match(r"\w+=", word))


def command_of_image() -> list[str]:
    """What a container of ours runs when its service names no command."""
    found: list[str] = json.loads(next(line for line in dockerfile() if line.startswith("CMD ")).removeprefix("CMD "))
    return found


def collect_static(folder: Path) -> Path:
    """As the image does when it is built, with the variables that stand in its file."""
    step = next(line for line in dockerfile() if "collectstatic" in line).partition("collectstatic")[0]
    given = {**SURROUNDINGS, **variables_of(step), "STATIC_ROOT": str(folder / "static")}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v0"]
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "static"


def images(folder: Path) -> dict[str, Image]:
    """Every image by its name without a version; what has to be made first is made in `folder`."""
    found = {"platemark": _ours(folder), "postgres": _postgres(), "valkey/valkey": _valkey()}
    return {**found, "caddy": Image(entrypoint=("sleep", "infinity"))}


def _ours(folder: Path) -> Image:
    lines = dockerfile()
    last_stage = lines[max(number for number, line in enumerate(lines) if line.startswith("FROM ")) :]
    home = next(line for line in last_stage if line.startswith("WORKDIR ")).removeprefix("WORKDIR ")
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    files = {f"{home}/{name}": ROOT / name for name in copied}
    files |= {f"{home}/.venv": Path(sys.prefix), f"{home}/staticfiles": collect_static(folder)}
    environment = [variables_of(line) for line in last_stage if line.startswith("ENV ")]
    health = next(line for line in last_stage if line.startswith("HEALTHCHECK ")).partition(" CMD ")[2]
    return Image(
        files,
        {name: value for part in environment for name, value in part.items()},
        command=tuple(command_of_image()),
        health=("CMD", *json.loads(health)),
        folder=home,
    )


def _postgres() -> Image:
    home, entrypoint = "/opt/postgresql", "/opt/postgres_entrypoint.sh"
    programs = postgres.programs()
    # The wheel's libraries lie beside its package.
    packages = programs.parents[2]
    return Image(
        {home: packages, entrypoint: STAND_INS / "postgres_entrypoint.sh"},
        # The image's programs look for the socket there by themselves.
        {
            "PATH": f"{home}/{programs.relative_to(packages)}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PGHOST": "/var/run/postgresql",
        },
        entrypoint=(entrypoint,),
        knows_its_user=True,
    )


def _valkey() -> Image:
    home = "/opt/valkey"
    return Image(
        {f"{home}/valkey-server": valkey.program(), f"{home}/valkey-cli": STAND_INS / "valkey-cli"},
        {"PATH": f"{home}:/usr/bin:/bin"},
        # The image's server is built with this as its default.
        entrypoint=("sh", "-c", 'exec "$@" --protected-mode no', "sh"),
        folder="/data",
    )
