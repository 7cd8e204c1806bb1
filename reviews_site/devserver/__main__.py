"""`python -m reviews_site.devserver run | servers | reset`: what `make run`, the test suite and `make reset` call."""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import sys
import time
from pathlib import Path

from reviews_site.deployment import process_secrets
from reviews_site.deployment.broker_users import MONITOR
from reviews_site.deployment.child import identities
from reviews_site.deployment.health import port_is_free
from reviews_site.deployment.paths import REPOSITORY, STATE, ForeignFolder, Paths, find_paths, make_folders
from reviews_site.devserver.console import Console
from reviews_site.devserver.fork_server import ForkServer, ForkServerGone
from reviews_site.devserver.loop import Loop, StopRequested, TimedOut
from reviews_site.devserver.plan import Plan, Ports, surroundings
from reviews_site.devserver.postgres import ServerNotStarted
from reviews_site.devserver.servers import AlreadyRunning, Servers, lock_children, lock_supervisor, make_servers
from reviews_site.devserver.supervisor import StartFailed, Supervisor
from reviews_site.devserver.uid_blocks import claim_block
from reviews_site.version import VERSION

# What the supervisor compiles, because the processes' own users can't write beside it.
_SOURCES = (
    "reviews_site",
    "accounts",
    "restaurants",
    "analytics",
    "mlmodels",
    "privacy_rights",
    "api",
    "demo",
    "sandbox",
)


class UsageError(Exception):
    """What was asked for can't be done; the message says why and what to do."""


def main() -> None:
    """Read the command line and do it; what goes wrong is said in a sentence, without a trace."""
    asked = _parser().parse_args()
    try:
        if asked.command == "run":
            run(find_paths(), Ports(asked.port))
        elif asked.command == "servers":
            serve(find_paths(), throwaway=asked.throwaway)
        else:
            reset(find_paths())
    except (
        AlreadyRunning,
        UsageError,
        ForeignFolder,
        ServerNotStarted,
        PermissionError,
        TimedOut,
        StartFailed,
        ForkServerGone,
    ) as problem:
        sys.exit(f"\n{problem}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m reviews_site.devserver")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start everything, and stream the logs until Ctrl-C").add_argument(
        "--port", type=int, default=8000, help="the site's port; the five after it are used too"
    )
    commands.add_parser("servers", help="PostgreSQL and Valkey only, until the standard input ends").add_argument(
        "--throwaway", action="store_true", help="fast, and lost at a crash: for tests"
    )
    commands.add_parser("reset", help="delete all state")
    return parser


def run(where: Paths, ports: Ports) -> None:
    """Everything, until Ctrl-C."""
    console, began = Console(), time.monotonic()
    console.say(f"Platemark {VERSION}")
    with Loop() as loop:
        made = _prepare(where, loop, console, ports)
        fork_server = ForkServer(REPOSITORY, surroundings(where), where.log / "fork_server.log")
        supervisor = Supervisor(where, made, loop, console, fork_server=fork_server)
        plan = Plan(where, ports, made.users, made.made)
        try:
            # It imports while the servers start.
            fork_server.launch()
            made.start(loop, console)
            supervisor.complete(plan.preparation())
            is_new = not (where.var / "demo.json").exists()
            supervisor.start(plan.services(), plan.demonstration() if is_new else None)
            supervisor.schedule = dict.fromkeys(plan.schedule(), 0.0)
            _print_addresses(console, where, ports, time.monotonic() - began)
            supervisor.watch_over()
        except StopRequested:
            pass
        finally:
            console.say("\nStopping.")
            supervisor.stop()
    console.say("Stopped. Nothing is left running; the data stays in " + str(where.var))


def serve(where: Paths, *, throwaway: bool) -> None:
    """PostgreSQL and Valkey only. Prints one line of JSON when they are ready; progress goes to the standard error."""
    console = Console(sys.stderr)
    with Loop() as loop:
        made = _prepare(where, loop, console, None, throwaway=throwaway)
        supervisor = Supervisor(where, made, loop, console)
        try:
            made.start(loop, console)
            print(json.dumps(_addresses(made)), flush=True)
            loop.watch(sys.stdin.fileno(), lambda _: None, loop.ask_to_stop)
            supervisor.watch_over()
        except StopRequested:
            pass
        finally:
            supervisor.stop()


def reset(where: Paths) -> None:
    """Delete the state, after saying what goes."""
    console = Console()
    existing = [where.var / name for name in STATE if (where.var / name).exists()]
    existing += [where.run] if where.run.parent != where.var and where.run.exists() else []
    if not existing:
        console.say(f"There is nothing to delete below {where.var}.")
        return
    try:
        os.close(lock_supervisor(where, "a reset"))
    except AlreadyRunning as other:
        raise UsageError(f"Platemark is running ({other}). Stop it first: Ctrl-C in its terminal.") from None
    for path in existing:
        console.say(f"deleting {path}")
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    console.say("The next `make run` begins anew, with new keys and passwords.")


def _prepare(where: Paths, loop: Loop, console: Console, ports: Ports | None, *, throwaway: bool = False) -> Servers:
    """Locks, ports, folders, secrets: everything before the first process."""
    where.var.mkdir(mode=0o711, parents=True, exist_ok=True)
    what = f"http://localhost:{ports.web}/" if ports else "servers only"
    try:
        lock_supervisor(where, f"pid {os.getpid()}, {what}")
    except AlreadyRunning as other:
        raise AlreadyRunning(f"Platemark is already running on {where.var}: {other}") from None
    if ports:
        # After the lock: whoever starts the site twice should read that it runs, not that somebody has its port.
        _refuse_taken_ports(ports)
    children = lock_children(where, loop)
    make_folders(where)
    for source in _SOURCES:
        compileall.compile_dir(REPOSITORY / source, quiet=2)
    users = identities(REPOSITORY, where.var, first=claim_block(where.var))
    console.say(users.notice)
    with console.step("keys, passwords and each process's slice of them"):
        masters = process_secrets.load_masters(where)
        if throwaway:
            masters.valkey[MONITOR] = masters.superusers["transactional"]
        made = make_servers(where, users, masters, throwaway=throwaway, lock=children)
        process_secrets.write_process_secrets(where, masters, made.clusters, made.valkey, users)
    return made


def _refuse_taken_ports(ports: Ports) -> None:
    for purpose, port in ports.named.items():
        if not port_is_free(port):
            free = f"make run PORT={ports.web + 1000 if ports.web < 60000 else 8000}"
            raise UsageError(f"Port {port}, for {purpose}, is taken by another program. Choose other ports: {free}")


def _print_addresses(console: Console, where: Paths, ports: Ports, seconds: float) -> None:
    console.say(f"\nPlatemark is up, after {seconds:.1f} s.\n")
    console.say(f"  the site             http://localhost:{ports.web}/")
    console.say(f"  your mail            http://localhost:{ports.inbox}/   (codes that the site sends arrive here)")
    console.say(f"  identity provider    http://localhost:{ports.provider}/   (a sandbox)")
    console.say(
        f"  for staff            http://console.localhost:{ports.console}/   (their codes, and owners': `make codes`)"
    )
    for sign_in in _demo_sign_ins(where.var / "demo.json"):
        console.say(f"  {sign_in}")
    console.say("\nCtrl-C stops everything. The processes' output follows.\n")


def _demo_sign_ins(path: Path) -> list[str]:
    if not path.exists():
        return []
    demo = json.loads(path.read_text())
    people = demo.get("sign_ins", [])
    width = max((len(who["role"]) for who in people), default=0)
    return [f"{who['role']:<{width}}   {who['email']}   {who['password']}" for who in people]


def _addresses(made: Servers) -> dict[str, object]:
    """For the test suite: the superuser's and everybody's way in."""
    superuser = {
        f"{cluster.name}/{database}": cluster.superuser_url(database)
        for cluster in made.clusters.values()
        for database in ("postgres", *cluster.databases)
    }
    overseer = made.made.valkey.get(MONITOR)
    return {
        "superuser": superuser,
        "valkey": made.valkey.cache_url(MONITOR, overseer) if overseer else None,
        "secrets": str(made.where.secrets),
        "var": str(made.where.var),
        "run": str(made.where.run),
    }


if __name__ == "__main__":
    main()
