"""`manage.py erasures`: what is done with the ledger after a restore, and with the disks after erasures."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser

from privacy_rights.erasure import reapply, vacuum
from privacy_rights.erasure.ledger import LedgerCorrupt
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    help = "Erase again whoever the ledger names (reapply), show the stores behind it (status), rewrite files (vacuum)."
    examples = (
        "status --json",
        "reapply",
        "vacuum --unattended",
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["status", "reapply", "vacuum"])
        parser.add_argument("--json", action="store_true", help="print the status as JSON")
        parser.add_argument("--unattended", action="store_true", help="vacuum what waits, at night, and hold up nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            vacuum_files = self._vacuum_unattended if options["unattended"] else self._vacuum
            if options["verb"] == "status":
                self._status(as_json=options["json"])
            else:
                {"reapply": self._reapply, "vacuum": vacuum_files}[options["verb"]]()
        except LedgerCorrupt as broken:
            raise CommandError(str(broken)) from None

    def _status(self, *, as_json: bool) -> None:
        found = reapply.find_missing()
        if as_json:
            self.stdout.write(json.dumps({store: len(missing) for store, missing in found.items()}))
            return
        for store, missing in found.items():
            self.stdout.write(f"{store}: {len(missing)} erasures of the ledger are not carried out")

    def _reapply(self) -> None:
        if not any(reapply.find_missing().values()):
            self.stdout.write("every erasure of the ledger is carried out")
            return
        for store, again in reapply.reapply().items():
            self.stdout.write(f"{store}: {again.missing} were missing, of {again.found} there was something to erase")

    def _vacuum(self) -> None:
        result = vacuum.vacuum()
        if result.left:
            raise CommandError(f"In use, and not rewritten: {', '.join(result.left)}. Run it again.")
        self.stdout.write(f"files are rewritten; {result.erasures} erasures are done with")

    def _vacuum_unattended(self) -> None:
        if result := vacuum.vacuum_unattended():
            left = f"; left for the next run: {', '.join(result.left)}" if result.left else ""
            self.stdout.write(f"{result.erasures} erasures are done with on the disks{left}")
