"""Versioned event schemas (JSON Schema draft 7), compiled once. Publishing and the relay both validate against them."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema

FOLDER = Path(__file__).parent / "schemas"


class InvalidEvent(Exception):
    """The event is of no known topic and version, or its payload breaks the schema. The message says where."""


def known() -> list[tuple[str, int]]:
    """Every topic and version that there is a schema for."""
    stems = (path.stem.rpartition(".v") for path in sorted(FOLDER.glob("*.json")))
    return [(topic, int(version)) for topic, _, version in stems]


def validate(topic: str, version: int, payload: Mapping[str, Any]) -> None:
    """Check a payload against its schema.

    Raises:
        InvalidEvent: with the path of what is wrong; never with the value, which may be personal.
    """
    if (topic, version) not in known_set():
        raise InvalidEvent(f"There is no schema for {topic} v{version}.")
    try:
        _compiled(topic, version)(payload)
    except fastjsonschema.JsonSchemaValueException as problem:
        raise InvalidEvent(f"{problem.name} breaks the rule {problem.rule!r} of {topic} v{version}.") from None


@cache
def known_set() -> frozenset[tuple[str, int]]:
    """`known()`, read once."""
    return frozenset(known())


@cache
def fields(topic: str, version: int) -> frozenset[str]:
    """The fields that a schema knows, at the top of its payload; none where there is no such schema."""
    return frozenset(_document(topic, version)["properties"]) if (topic, version) in known_set() else frozenset()


def _document(topic: str, version: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{topic}.v{version}.json").read_text())
    return found


@cache
def _compiled(topic: str, version: int) -> Callable[[Mapping[str, Any]], Any]:
    document = _document(topic, version)
    compiled: Callable[[Mapping[str, Any]], Any] = fastjsonschema.compile(document, detailed_exceptions=True)
    return compiled
