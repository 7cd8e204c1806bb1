"""The document of a dataset: parse, validate and serialize. It reads and writes no store.

The shape is that of the article that the project grew out of: a list with one object, whose `columns` say for each
column its name, description, mode, type, originating source, sensitivity and protection. What the shape has no
place for (a name, an owner, an audience) comes beside it, as `analytics.datasets.dataset_policy.DatasetPolicy`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from analytics.datasets.enums import MODES, PROTECTIONS, SENSITIVITIES, TYPES, ColumnType, Protection
from reviews_site.privacy import Privacy

# Characters. People write documents; a larger one is a mistake or an attack.
MAX_DOCUMENT_BYTES = 200_000
MAX_COLUMNS = 200
MAX_RECORD_DEPTH = 3
_CONTROLS = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))
# Columns that each table of PostgreSQL has.
_SYSTEM_COLUMNS = frozenset({"tableoid", "ctid", "xmin", "cmin", "xmax", "cmax"})


@dataclass(frozen=True)
class DocumentProblem:
    """What is wrong, and where: `$[0].columns[3].name`."""

    path: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


class InvalidDataset(Exception):
    """A document or its policy can't be registered, with all problems."""

    def __init__(self, problems: Sequence[DocumentProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class DocumentColumn:
    """One column of a document, with its path. A record has `fields`."""

    path: str
    name: str
    description: str
    is_required: bool
    kind: ColumnType
    source: str
    sensitivity: Privacy
    protection: Protection
    fields: tuple["DocumentColumn", ...] = ()
    # Bands of ages in place of the decade of birth, such as `22-30`.
    bands: tuple[str, ...] = ()

    @property
    def plain_name(self) -> str:
        """The name as the store has it: `ReviewID` is `review_id`."""
        return plain(self.name)

    @property
    def leaves(self) -> tuple["DocumentColumn", ...]:
        """The column itself, or the fields of a record on all levels."""
        return tuple(leaf for field in self.fields for leaf in field.leaves) if self.fields else (self,)


@dataclass(frozen=True)
class Document:
    """A valid document. Whether it can be registered is checked elsewhere."""

    version: int
    registered_by: str
    description: str
    columns: tuple[DocumentColumn, ...]
    written: Mapping[str, Any]

    @property
    def leaves(self) -> tuple[DocumentColumn, ...]:
        """Every column that holds a value: the fields of a record in place of the record."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)

    def walk(self) -> Iterator[tuple[int, DocumentColumn]]:
        """Every column with how deep it lies, a record before its fields."""
        waiting = [(0, column) for column in reversed(self.columns)]
        while waiting:
            depth, column = waiting.pop()
            yield depth, column
            waiting += [(depth + 1, field) for field in reversed(column.fields)]


def plain(name: str) -> str:
    """A name in lower case with underscores: `BirthYear` is `birth_year`, `UserID` is `user_id`."""
    written = ""
    for before, letter, after in zip(" " + name, name, name[1:] + " ", strict=False):
        starts = letter.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))
        written += ("_" if starts and written else "") + letter.lower()
    return written


def parse(text: str) -> Document:
    """Parse a document.

    Raises:
        InvalidDataset: with every problem of its shape.
    """
    if len(text) > MAX_DOCUMENT_BYTES:
        raise InvalidDataset([DocumentProblem("$", f"It has more than {MAX_DOCUMENT_BYTES:,} characters.")])
    try:
        written = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InvalidDataset([DocumentProblem("$", f"It is not JSON: {problem}.")]) from None
    if not all(map(is_storable, _texts(written))):
        raise InvalidDataset([DocumentProblem("$", "It holds control characters or halves of characters.")])
    errors = sorted(_validator().iter_errors(written), key=lambda error: [str(part) for part in error.absolute_path])
    problems = [DocumentProblem(error.json_path, _message(error)) for error in errors]
    if not problems:
        problems = list(_structure_problems(written[0]["columns"], "$[0].columns", 1))
    if problems:
        raise InvalidDataset(problems)
    return from_registered(written[0])


def is_storable(text: str) -> bool:
    """Whether a text has neither control characters nor halves of characters, which PostgreSQL does not store."""
    return text == without_controls(text)


def without_controls(text: str) -> str:
    """A text without them."""
    return "".join(letter for letter in text if letter not in _CONTROLS and not "\ud800" <= letter <= "\udfff")


def _texts(written: Any) -> Iterator[str]:
    """Every text in a JSON value, names of fields too. It does not recurse: a document can be nested deeply."""
    waiting = [written]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as fields:
                waiting += [*fields, *fields.values()]
            case list() as values:
                waiting += values


def _message(error: ValidationError) -> str:
    """The library's message without long values, and the schema's description."""
    description = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    message = error.message if len(error.message) <= 160 else f"It breaks the rule {error.validator!r}."
    return f"{message} {description}".strip()


def _structure_problems(columns: Sequence[Mapping[str, Any]], path: str, depth: int) -> Iterator[DocumentProblem]:
    seen: dict[str, int] = {}
    for number, column in enumerate(columns):
        name = plain(column["name"])
        column_path = f"{path}[{number}]"
        if name in seen:
            yield DocumentProblem(f"{column_path}.name", f"{column['name']!r} is also the name of column {seen[name]}.")
        seen.setdefault(name, number)
        if name in _SYSTEM_COLUMNS:
            yield DocumentProblem(f"{column_path}.name", f"{column['name']!r} is a name of the database's own.")
        fields = column.get("fields", [])
        if bool(fields) != (TYPES[column["type"].upper()] is ColumnType.RECORD):
            yield DocumentProblem(f"{column_path}.fields", "A RECORD has fields, and no other type has.")
        if depth > MAX_RECORD_DEPTH:
            yield DocumentProblem(f"{column_path}.fields", f"Records may be nested {MAX_RECORD_DEPTH} deep.")
        else:
            yield from _structure_problems(fields, f"{column_path}.fields", depth + 1)


def from_registered(written: Mapping[str, Any]) -> Document:
    """The document of a registered version, whose shape was checked when it was registered."""
    return Document(
        version=int(written["version"]),
        registered_by=written["registeredBy"],
        description=written["description"],
        columns=_columns(written["columns"], "$[0].columns"),
        written=written,
    )


def _columns(written: Sequence[Mapping[str, Any]], path: str) -> tuple[DocumentColumn, ...]:
    return tuple(
        DocumentColumn(
            path=f"{path}[{number}]",
            name=column["name"],
            description=column["description"],
            is_required=column["mode"].upper() == "REQUIRED",
            kind=TYPES[column["type"].upper()],
            source=column["originatingSource"],
            sensitivity=SENSITIVITIES[column["sensitivity"].upper()],
            protection=PROTECTIONS[column["protection"].upper()],
            fields=_columns(column.get("fields", []), f"{path}[{number}].fields"),
            bands=tuple(column.get("bands", ())),
        )
        for number, column in enumerate(written)
    )


def serialize(written: Mapping[str, Any], *, registered_at: int, registered_by: str) -> str:
    """The text of a registered document, with the true time and person of its registration."""
    values = {**written, "registrationTime": str(registered_at), "registeredBy": registered_by}
    # PostgreSQL's jsonb does not keep the order.
    ordered = {name: values[name] for name in schema()["items"]["properties"]}
    return json.dumps([{**ordered, "columns": _in_order(values["columns"])}], indent=2)


def _in_order(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {key: _in_order(column[key]) if key == "fields" else column[key] for key in _COLUMN_SCHEMA if key in column}
        for column in columns
    ]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def schema() -> dict[str, Any]:
    """The shape of a document as JSON Schema (draft 2020-12), published as `dataset.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dataset's document",
        "type": "array",
        "minItems": 1,
        "maxItems": 1,
        "items": _closed(
            {
                "registrationTime": {
                    "type": "string",
                    "pattern": "^[0-9]{1,12}$",
                    "description": "Seconds since 1970.",
                },
                "registeredBy": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_.@-]{0,99}$"},
                "description": {"type": "string", "minLength": 1, "maxLength": 500},
                "version": {"type": "string", "pattern": "^[1-9][0-9]{0,5}$", "description": "A whole number from 1."},
                "columns": {"$ref": "#/$defs/columns"},
            }
        ),
        "$defs": {
            "columns": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_COLUMNS,
                "items": _closed(_COLUMN_SCHEMA, optional=("fields", "bands")),
            }
        },
    }


def _closed(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _any_case(words: Sequence[str]) -> dict[str, Any]:
    """One of the words in upper or lower case. JSON Schema has no flag for that in patterns."""
    patterns = (
        "".join(f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else letter for letter in word)
        for word in words
    )
    return {"type": "string", "pattern": f"^({'|'.join(patterns)})$", "description": f"One of {', '.join(words)}."}


_COLUMN_SCHEMA = {
    "name": {
        "type": "string",
        "pattern": "^[A-Za-z][A-Za-z0-9_]{0,39}$",
        "description": "A letter, then letters, digits and underscores; 40 at most.",
    },
    "description": {"type": "string", "minLength": 1, "maxLength": 500},
    "mode": _any_case(MODES),
    "type": _any_case(list(TYPES)),
    "originatingSource": {
        "type": "string",
        "pattern": "^((transactional|mlmodel):[A-Za-z]{1,40}|dataset:[a-z][a-z0-9_]{1,39}@[1-9][0-9]{0,5})$",
        "description": "transactional:Table, mlmodel:Name or dataset:name@version.",
    },
    "sensitivity": _any_case([privacy.value.capitalize() for privacy in Privacy]),
    "protection": _any_case(list(Protection)),
    "fields": {"$ref": "#/$defs/columns"},
    "bands": {
        "type": "array",
        "minItems": 1,
        "maxItems": 12,
        "items": {"type": "string", "pattern": "^[0-9]{1,3}-[0-9]{1,3}$"},
        "description": "Ages in place of the decade of birth, such as 22-30.",
    },
}
