"""`manage.py prepare`: region and migrations of every store, then roles and grants. Does nothing if nothing changed."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connections, transaction

from reviews_site import sql_files
from reviews_site.analytical_engine import cluster
from reviews_site.commands import ExampleCommand
from reviews_site.regions import RegionMismatch, home_region, set_region
from reviews_site.routing import STORE_OF_APP

# What the state of the databases depends on. The demo is a command of its own, for another process.
SOURCES = (
    *("*/migrations/*.py", "*/*/migrations/*.py", "**/sql/*/*.sql", "**/models/*.py", "**/models.py"),
    *("analytics/access/**/*.py", "privacy_rights/**/*.py", "reviews_site/*.py", "uv.lock"),
)


class Command(ExampleCommand):
    help = "Bring every store up to date: set its region, migrate, then apply roles and grants."
    examples = (
        "",
        "--force",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="even if nothing changed since the last time")

    def handle(self, *args: Any, **options: Any) -> None:
        stamp = Path(settings.VAR_DIR) / "prepared"
        current = f"{home_region()} {fingerprint(Path(settings.BASE_DIR))}"
        is_current = stamp.is_file() and stamp.read_text() == current
        if is_current and not options["force"] and all(map(_is_granted, settings.PROCESS.logins)):
            self.stdout.write("stores are up to date")
            call_command("erasures", "reapply", stdout=self.stdout)
            return
        stamp.unlink(missing_ok=True)
        self._check_cluster()
        self._set_regions()
        for store in settings.PROCESS.logins:
            with self._timed(f"migrating {store}"):
                migrate(store)
        for store in settings.PROCESS.logins:
            sql_files.apply(store)
        self._apply_policy()
        # Before anything serves: a store that was restored may hold people who were erased since.
        call_command("erasures", "reapply", stdout=self.stdout)
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(current)

    def _check_cluster(self) -> None:
        """Stop where a cluster of several nodes is set so that it would lose rows without an error."""
        for store in settings.PROCESS.logins:
            connections[store].ensure_connection()
            if problems := list(cluster.problems(connections[store].connection)):
                raise CommandError(f"{store}: {' '.join(problems)}")

    def _set_regions(self) -> None:
        """All stores or none: a cell that is half another's is nobody's."""
        try:
            with ExitStack() as together:
                for store in settings.PROCESS.logins:
                    together.enter_context(transaction.atomic(using=store))
                    set_region(store)
        except RegionMismatch as problem:
            raise CommandError(str(problem)) from None

    def _apply_policy(self) -> None:
        """Apply roles and grants. What only the superuser can correct is printed, and holds up nothing."""
        try:
            with self._timed("applying roles and grants"):
                call_command("policy", "apply")
        except CommandError as problem:
            self.stderr.write(f"{problem} Until then `manage.py policy verify` fails.")

    @contextmanager
    def _timed(self, says: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.stdout.write(f"{says}: {time.monotonic() - began:.1f} s")


def migrate(store: str) -> None:
    """Bring a store's tables up to date. Other stores' apps make nothing in it, and take seconds."""
    labels = [[label] for label, its_store in STORE_OF_APP.items() if its_store == store] or [[]]
    for label in labels:
        call_command("migrate", *label, database=store, interactive=False, verbosity=0)


def _is_granted(store: str) -> bool:
    """Whether somebody besides its owner may connect to a store: not to one that was just restored from a dump."""
    with connections[store].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_database, aclexplode(datacl) WHERE datname = current_database()"
            " AND privilege_type = 'CONNECT' AND grantee NOT IN (datdba, 0))"
        )
        (is_granted,) = cursor.fetchone()
        return bool(is_granted)


def fingerprint(root: Path) -> str:
    """SHA-256 over every migration, every grant and the lock file, by path and content."""
    digest = hashlib.sha256()
    own = (path for pattern in SOURCES for path in sorted(root.glob(pattern)))
    for path in own:
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
