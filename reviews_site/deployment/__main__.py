"""`python -m reviews_site.deployment secrets | rotate`: writes every container's secrets, and rotates keys."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from reviews_site.deployment import containers
from reviews_site.deployment.child import Identities
from reviews_site.processes import Purpose


def main() -> None:
    """Run the command; a failure is one sentence, without a trace."""
    options = _parser().parse_args()
    try:
        if options.command == "rotate":
            number = containers.rotate(options.out, options.purpose, options.value_from)
            print(f"The key of {options.purpose} is at version {number}. Restart its processes.")
        write(options.out)
    except (containers.RotationRefused, PermissionError) as problem:
        sys.exit(f"\n{problem}")


def write(out: Path) -> None:
    """Write every process's secrets as files, for containers; as root each belongs to its container's user."""
    is_root = os.geteuid() == 0
    # Whether other users reach this clone and its interpreter is of no matter: the engine mounts each file by itself.
    paths = containers.write_secrets(out, containers.Hosts(), Identities(are_separate=is_root, notice=""))
    print(f"Each process's secrets are in {paths.secrets}, the master copies in {paths.keys}.")
    print("Keep the master copies safe: without them no password, pseudonym or document digest can be made again.")
    if not is_root:
        print("All of it is yours. Run this as root: the containers' users can read only what is their own.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reviews_site.deployment")
    commands = parser.add_subparsers(dest="command", required=True)
    writing = commands.add_parser("secrets", help="write every container's secrets; existing ones are kept")
    rotating = commands.add_parser("rotate", help="give a purpose a new key; what the old ones sealed stays readable")
    for each in (writing, rotating):
        each.add_argument("--out", type=Path, required=True, help="a folder outside of version control")
    rotating.add_argument("purpose", type=Purpose, choices=list(Purpose), metavar="PURPOSE", help=", ".join(Purpose))
    rotating.add_argument("--value-from", type=Path, metavar="FILE", help="a secret that a provider issued, as text")
    return parser


if __name__ == "__main__":
    main()
