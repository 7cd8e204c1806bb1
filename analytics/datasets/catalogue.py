"""The columns that a dataset can be made of, to choose from; and the document of those that were chosen."""

import json
from collections.abc import Iterator, Sequence

from django.utils import timezone

from analytics.datasets.document import plain
from analytics.datasets.enums import Protection
from analytics.datasets.sources import SOURCES, columns_of, weakest_protection


def choices() -> Iterator[tuple[str, str]]:
    """Each column as `source/Name`, with how it is protected at least. Not those that nobody is given."""
    for source, described in SOURCES.items():
        own = {plain(name) for name in described.aliases}
        for name, column in sorted(columns_of(source).items()):
            protection, reason = weakest_protection(column, is_about_people=True)
            if protection is not Protection.DROP and name not in own:
                left = f", only {column.mask.description}" if protection is Protection.MASK and column.mask else ""
                says = f" ({protection.lower()}{left}: {reason})" if protection is not Protection.NONE else ""
                yield f"{source}/{name}", f"{name.replace('_', ' ')}{says}"


def document_of_columns(chosen: Sequence[str], *, by: str, description: str) -> str:
    """A document of these columns without any protection yet: `suggest` says which each one needs."""
    columns = [
        {
            "name": name,
            "description": name.replace("_", " "),
            "mode": "NULLABLE",
            "type": columns_of(source)[name].kind.value,
            "originatingSource": source,
            "sensitivity": columns_of(source)[name].privacy.value.capitalize(),
            "protection": "None",
        }
        for source, _, name in (each.partition("/") for each in chosen)
    ]
    now = str(int(timezone.now().timestamp()))
    head = {"registrationTime": now, "registeredBy": by, "description": description, "version": "1"}
    return json.dumps([{**head, "columns": columns}])
