"""`manage.py base_map import PATH`: streets, rivers and parks for the site's own maps."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from restaurants.actions import base_map
from restaurants.enums import Licence
from restaurants.exceptions import UnreadableListing
from restaurants.listings.files import default_source, parse_features, read_text
from restaurants.maps.lines import parse_lines
from reviews_site.commands import ExampleCommand


class Command(ExampleCommand):
    """Exit code 0 when the file was read; 2 when it could not be read, or nothing in it is drawn on maps."""

    help = (
        "Import streets, rivers, railways and parks from OpenStreetMap's GeoJSON (overpass-turbo, osmium, QuickOSM). "
        "Importing a file again replaces what came from it."
    )
    examples = ("import linz-streets.geojson",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        subcommands = parser.add_subparsers(dest="subcommand", required=True)
        import_parser = subcommands.add_parser("import", help="import one file")
        import_parser.add_argument("path", type=Path)
        import_parser.add_argument("--source", help="name of the file's origin; by default the name of the file")
        import_parser.add_argument("--licence", choices=Licence.values, default=Licence.ODBL.value)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            features = parse_features(read_text(path))
        except UnreadableListing as problem:
            raise CommandError(str(problem), returncode=2) from None
        rows = [row for feature in features for row in parse_lines(feature)]
        if not rows:
            message = (
                f"{path} has {len(features)} features, and none is a street, river, railway or park with a geometry. "
                "In overpass-turbo, export ways with `out geom`."
            )
            raise CommandError(message, returncode=2)
        source = options["source"] or default_source(path)
        stored = base_map.replace(rows=rows, source=source, licence=Licence(options["licence"]))
        self.stdout.write(f"{source}: {len(features)} features, {stored} lines stored.")
