"""What a model says that it was trained on: tables of the analytical store, and published files under named terms.

An artefact's manifest says it (`training`), the registers keep it (`trained_on`), and erasures mark releases by it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mlmodels.exceptions import ArtefactRefused

# Of rows that do not say when they were taken.
FOREVER = "-infinity"


def declared_sources(manifest: Mapping[str, Any]) -> list[str]:
    """The names of what the manifest lists: `{"relation": "schema.table"}`, or a file with the terms it is under.

    Raises ArtefactRefused if it lists nothing, something else, or a table that there is not.
    """
    listed = manifest.get("training")
    if not isinstance(listed, list) or not listed:
        raise ArtefactRefused(
            "The manifest does not say what the model was trained on: list its tables and files under `training`."
        )
    return [_name(each) for each in listed]


def taken_at(manifest: Mapping[str, Any]) -> str | None:
    """When rows of a table were taken for it, the earliest first; None where it learned from published files alone."""
    return min((row.get("taken_at", FOREVER) for row in manifest["training"] if "relation" in row), default=None)


def known(relations: Iterable[str]) -> list[str]:
    """The same relations, in order. Raises ArtefactRefused for one that is no table of the analytical store."""
    from analytics.ingest import training_sources  # imported here: scoring alone needs no tables, and no Django

    found = sorted(set(relations))
    for relation in found:
        if relation not in training_sources.tables():
            raise ArtefactRefused(
                f"{relation} is no table of the analytical store. Of a view or a data set, name the tables below it."
            )
    return found


def _name(listed: Any) -> str:
    match listed:
        case {"relation": str(relation)}:
            return known([relation])[0]
        case {"file": str(file), "terms": str(terms)} if file and terms:
            return file
    raise ArtefactRefused(f"{listed!r} under `training` is neither a relation nor a file with its terms.")
