"""A dataset's document: JSON in, JSON out, and every problem of a bad one with its path. It reads and writes no store.

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

# Characters and columns. A document is written by people; one that is larger is a mistake, or an attack.
MAX_DOCUMENT_BYTES = 200_000
MAX_COLUMNS = 200
MAX_RECORD_DEPTH = 3


@dataclass(frozen=True)
class DocumentProblem:
    """What is wrong, and where: `$[0].columns[3].name`."""

    path: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}: {self.says}"


class InvalidDataset(Exception):
    """The document, or its terms, can't be registered. All problems at once."""

    def __init__(self, problems: Sequence[DocumentProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class DocumentColumn:
    """One column of a document. `path` is where it stands; `fields` are a record's own columns."""

    path: str
    name: str
    description: str
    is_required: bool
    kind: ColumnType
    source: str
    sensitivity: Privacy
    protection: Protection
    fields: tuple["DocumentColumn", ...] = ()

    @property
    def plain_name(self) -> str:
        """The name as the store has it: `ReviewID` is `review_id`."""
        return plain(self.name)

    @property
    def leaves(self) -> tuple["DocumentColumn", ...]:
        """The column itself, or a record's fields, all the way down."""
        return tuple(leaf for each in self.fields for leaf in each.leaves) if self.fields else (self,)


@dataclass(frozen=True)
class Document:
    """A document that reads well. Whether it can be registered is asked elsewhere."""

    version: int
    registered_by: str
    description: str
    columns: tuple[DocumentColumn, ...]
    written: Mapping[str, Any]

    @property
    def leaves(self) -> tuple[DocumentColumn, ...]:
        """Every column that holds a value, with the fields of records in their places."""
        return tuple(leaf for column in self.columns for leaf in column.leaves)


def plain(name: str) -> str:
    """A document's name in lower case with underscores: `BirthYear` is `birth_year`, `UserID` is `user_id`."""
    written = ""
    for before, letter, after in zip(" " + name, name, name[1:] + " ", strict=False):
        starts = letter.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))
        written += ("_" if starts and written else "") + letter.lower()
    return written


def parse(text: str) -> Document:
    """The document in a text.

    Raises:
        Refused: with every problem that its shape has.
    """
    if len(text) > MAX_DOCUMENT_BYTES:
        raise InvalidDataset(
            [DocumentProblem("$", f"It has {len(text):,} characters; {MAX_DOCUMENT_BYTES:,} are the most.")]
        )
    try:
        written = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InvalidDataset([DocumentProblem("$", f"It is not JSON: {problem}.")]) from None
    errors = sorted(_validator().iter_errors(written), key=lambda error: [str(part) for part in error.absolute_path])
    problems = [DocumentProblem(error.json_path, _says(error)) for error in errors]
    if not problems:
        problems = list(_doubles(written[0]["columns"], "$[0].columns", 1))
    if problems:
        raise InvalidDataset(problems)
    return _document(written[0])


def _says(error: ValidationError) -> str:
    """The library's sentence, without a value that is longer than a line."""
    named = error.schema.get("description", "") if isinstance(error.schema, Mapping) else ""
    said = error.message if len(error.message) <= 160 else f"It breaks the rule {error.validator!r}."
    return f"{said} {named}".strip()


def _doubles(columns: Sequence[Mapping[str, Any]], path: str, depth: int) -> Iterator[DocumentProblem]:
    seen: dict[str, int] = {}
    for number, column in enumerate(columns):
        name = plain(column["name"])
        if name in seen:
            yield DocumentProblem(
                f"{path}[{number}].name", f"{column['name']!r} is the name of column {seen[name]} too."
            )
        seen.setdefault(name, number)
        fields = column.get("fields", [])
        here = f"{path}[{number}]"
        if bool(fields) != (TYPES[column["type"].upper()] is ColumnType.RECORD):
            yield DocumentProblem(f"{here}.fields", "A RECORD has fields, and nothing else does.")
        if depth > MAX_RECORD_DEPTH:
            yield DocumentProblem(f"{here}.fields", f"Records may stand {MAX_RECORD_DEPTH} deep.")
        else:
            yield from _doubles(fields, f"{here}.fields", depth + 1)


def _document(written: Mapping[str, Any]) -> Document:
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
            name=each["name"],
            description=each["description"],
            is_required=each["mode"].upper() == "REQUIRED",
            kind=TYPES[each["type"].upper()],
            source=each["originatingSource"],
            sensitivity=SENSITIVITIES[each["sensitivity"].upper()],
            protection=PROTECTIONS[each["protection"].upper()],
            fields=_columns(each.get("fields", []), f"{path}[{number}].fields"),
        )
        for number, each in enumerate(written)
    )


def serialize(written: Mapping[str, Any], *, registered_at: int, registered_by: str) -> str:
    """The document of a registered version: as it came, with when and by whom that really was, in the same shape."""
    told = {**written, "registrationTime": str(registered_at), "registeredBy": registered_by}
    # The store keeps the values and not their order.
    ordered = {name: told[name] for name in schema()["items"]["properties"]}
    return json.dumps([{**ordered, "columns": _in_order(told["columns"])}], indent=2)


def _in_order(columns: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: _in_order(each[name]) if name == "fields" else each[name] for name in _OF_A_COLUMN if name in each}
        for each in columns
    ]


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


def schema() -> dict[str, Any]:
    """The shape as JSON Schema (draft 2020-12). `dataset.schema.json` is this, published."""
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
                "items": _closed(_OF_A_COLUMN, optional=("fields",)),
            }
        },
    }


def _closed(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


def _any_case(words: Sequence[str]) -> dict[str, Any]:
    """One of the words, in any case: JSON Schema's patterns have no flag for it."""
    spelled = (
        "".join(f"[{letter.upper()}{letter.lower()}]" if letter.isalpha() else letter for letter in word)
        for word in words
    )
    return {"type": "string", "pattern": f"^({'|'.join(spelled)})$", "description": f"One of {', '.join(words)}."}


_OF_A_COLUMN = {
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
}
