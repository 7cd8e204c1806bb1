"""`manage.py keys rotate|status`: which versions of a pepper are needed, and passwords sealed under the newest."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.actions import peppers
from accounts.identity import digests
from reviews_site.commands import ExampleCommand
from reviews_site.crypto.keyring import keyring
from reviews_site.processes import Purpose

NO_DOCUMENTS = (
    "No documents are kept, so none can be digested again. Keep the older versions until "
    "`keys status document-pepper` says that no confirmation needs them."
)


class Command(ExampleCommand):
    """Runs as `rewrapper`, whose login sees nothing of a person but a hash; for documents as `identity`."""

    help = "Seal every password's hash under the newest pepper; or count the hashes by version."
    examples = (
        "status password-pepper",
        "rotate password-pepper --json",
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        ways = parser.add_subparsers(dest="way", required=True)
        for way, explanation in (
            ("rotate", "seal everything again; repeat it if it was stopped"),
            ("status", "count"),
        ):
            one = ways.add_parser(way, help=explanation)
            one.add_argument("purpose", choices=["password-pepper", "document-pepper"])
            one.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        of_documents = options["purpose"] == "document-pepper"
        if of_documents and options["way"] == "rotate":
            raise CommandError(NO_DOCUMENTS, returncode=2)
        purpose = Purpose.DOCUMENT_PEPPER if of_documents else Purpose.PASSWORD_PEPPER
        if options["way"] == "status":
            found = digests.count_by_version(today=timezone.localdate()) if of_documents else peppers.count_by_version()
            said = self._status(purpose, found)
        else:
            said = self._rotate(keyring().get(purpose).version)
        if options["json"]:
            self.stdout.write(json.dumps(said))

    def _status(self, purpose: Purpose, found: dict[int, int]) -> dict[str, Any]:
        current = keyring().get(purpose).version
        known = keyring().versions(purpose)
        for version, count in found.items():
            note = " (current)" if version == current else "" if version in known else " (not in the keyring)"
            self.stderr.write(f"version {version}: {count} digests{note}")
        for version in sorted(set(known) - set(found) - {current}):
            self.stderr.write(f"version {version}: nothing needs it; it may be taken out of the keyring")
        return {"current": current, "hashes": {str(version): count for version, count in found.items()}}

    def _rotate(self, current: int) -> dict[str, Any]:
        began = time.perf_counter()

        def report(done: peppers.RewrapResult) -> None:
            self.stderr.write(f"\r{done.seen} hashes looked at, {done.moved} moved to version {current}", ending="")

        done = peppers.rewrap(report=report)
        seconds = time.perf_counter() - began
        self.stderr.write(f"\r{done.seen} hashes looked at, {done.moved} moved to version {current}, {seconds:.1f} s")
        if done.unknown:
            raise CommandError(
                f"{len(done.unknown)} hashes are sealed under a version that the keyring lacks, or were altered. "
                "Nobody signs in by them. Put the version back, and run this again.",
                returncode=1,
            )
        return {"current": current, "seen": done.seen, "moved": done.moved, "seconds": round(seconds, 3)}
