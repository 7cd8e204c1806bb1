"""`manage.py erasures`: what is done with the ledger after a restore, and with the disks after erasures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.erasure.ledger import LedgerBroken
from analytics.console import restoring, scouring


class Command(BaseCommand):
    help = "Erase again whoever the ledger names (reapply), say what is behind it (status), rewrite files (scour)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["status", "reapply", "scour"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"status": self._status, "reapply": self._reapply, "scour": self._scour}[options["verb"]]()
        except LedgerBroken as broken:
            raise CommandError(str(broken)) from None

    def _status(self) -> None:
        for store, missing in restoring.behind().items():
            self.stdout.write(f"{store}: {len(missing)} erasures of the ledger are not carried out")

    def _reapply(self) -> None:
        if not any(restoring.behind().values()):
            self.stdout.write("every erasure of the ledger is carried out")
            return
        for store, again in restoring.reapply().items():
            self.stdout.write(f"{store}: {again.missing} were missing, of {again.found} there was something to erase")

    def _scour(self) -> None:
        self.stdout.write(f"files are rewritten; {scouring.scour()} erasures are done with")
