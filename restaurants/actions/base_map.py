"""Stores the base map. Needs the migrator's login: `web` may only read it."""

from collections.abc import Iterable

from django.db import transaction

from restaurants.enums import Licence
from restaurants.maps.lines import LineRow
from restaurants.models import MapLine
from reviews_site.audit.log import record

_BATCH = 1_000


@transaction.atomic
def replace(*, rows: Iterable[LineRow], source: str, licence: Licence) -> int:
    """Put `rows` in place of what came from `source` before. Returns how many there are now."""
    MapLine.objects.filter(source=source).delete()
    lines = [_map_line(row, source, licence) for row in rows]
    MapLine.objects.bulk_create(lines, batch_size=_BATCH)
    record("base_map.stored", actor_id=None, detail={"source": source, "lines": len(lines)})
    return len(lines)


def _map_line(row: LineRow, source: str, licence: Licence) -> MapLine:
    x, y = zip(*row.points, strict=True)
    path = [degrees for point in row.points for degrees in point]
    box = {"west": min(x), "south": min(y), "east": max(x), "north": max(y)}
    return MapLine(source=source, kind=row.kind, name=row.name, licence=licence, path=path, **box)
