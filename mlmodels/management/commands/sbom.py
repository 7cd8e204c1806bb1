"""`manage.py sbom`: write down which packages and models this is made of, for whoever has to know."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from mlmodels.bill_of_materials import bill_of_materials
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Reads the lock file, what is installed and the models that ship. It needs no store."""

    help = "Writes a bill of materials of packages and models, as CycloneDX 1.6 in JSON."
    examples = ("", "--out sbom.json")
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, help="a file; by default standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        written = json.dumps(bill_of_materials(Path(settings.BASE_DIR)), indent=2, ensure_ascii=False) + "\n"
        if options["out"] is None:
            self.stdout.write(written, ending="")
            return
        options["out"].write_text(written, encoding="utf-8")
        self.stdout.write(f"{options['out']} lists {written.count('bom-ref') - 1} packages and models.")
