"""`manage.py keys rotate|status password-pepper`: what is sealed under an older version is sealed under the newest."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.actions import peppers
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose


class Command(BaseCommand):
    """Runs as the process `rewrapper`, whose login reads and writes hashes and sees nothing else of a person."""

    help = "Seal every password's hash under the newest pepper; or count the hashes by version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        for way, explanation in (
            ("rotate", "seal everything anew; run it again if it was stopped"),
            ("status", "count"),
        ):
            one = ways.add_parser(way, help=explanation)
            one.add_argument("purpose", choices=["password-pepper"])
            one.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        current = keyring().get(Purpose.PASSWORD_PEPPER).version
        said = self._status(current) if options["way"] == "status" else self._rotate(current)
        if options["json"]:
            self.stdout.write(json.dumps(said))

    def _status(self, current: int) -> dict[str, Any]:
        found = peppers.by_version()
        known = keyring().versions(Purpose.PASSWORD_PEPPER)
        for version, count in found.items():
            note = " (current)" if version == current else "" if version in known else " (not in the keyring)"
            self.stderr.write(f"version {version}: {count} hashes{note}")
        for version in sorted(set(known) - set(found) - {current}):
            self.stderr.write(f"version {version}: no hash needs it; it may be taken out of the keyring")
        return {"current": current, "hashes": {str(version): count for version, count in found.items()}}

    def _rotate(self, current: int) -> dict[str, Any]:
        began = time.perf_counter()

        def tell(done: peppers.Rewrapping) -> None:
            self.stderr.write(f"\r{done.seen} hashes looked at, {done.moved} moved to version {current}", ending="")

        done = peppers.rewrap(tell=tell)
        seconds = time.perf_counter() - began
        self.stderr.write(f"\r{done.seen} hashes looked at, {done.moved} moved to version {current}, {seconds:.1f} s")
        if done.unknown:
            raise CommandError(
                f"{len(done.unknown)} hashes are sealed under a version that the keyring lacks, or were altered. "
                "Nobody signs in by them. Put the version back, and run this again.",
                returncode=1,
            )
        return {"current": current, "seen": done.seen, "moved": done.moved, "seconds": round(seconds, 3)}
