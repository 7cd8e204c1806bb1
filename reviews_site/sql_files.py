"""Functions, triggers and views of the stores: `sql/<store>/*.sql` beside each app, applied after its migrations.

Each file can be applied any number of times, and is the only place where its functions are defined. An app whose SQL
depends on its models returns it from `generated_sql(store)` of its AppConfig.
"""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import connections, transaction


def statements(store: str) -> Iterator[tuple[str, str]]:
    """Name and text of everything to apply to a store, in the order of the installed apps."""
    for config in apps.get_app_configs():
        for path in sorted((Path(config.path) / "sql" / store).glob("*.sql")):
            yield f"{config.label}/{path.name}", path.read_text()
        if generated := getattr(config, "generated_sql", None):
            yield from generated(store)


def apply(store: str) -> int:
    """Apply everything to a store, as its owner, in one transaction. Returns how many files that were."""
    count = 0
    with transaction.atomic(using=store), connections[store].cursor() as cursor:
        for _name, text in statements(store):
            cursor.execute(text)
            count += 1
    return count
