"""The OpenAPI document: made from the views, kept in `openapi.json`, and read again for the page for people."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator

KEPT = Path(__file__).parent / "openapi.json"
_VERSIONED = "/api/v1/"
_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "names the kind of problem, and explains it"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "a sentence for people"},
        "instance": {"type": "string", "format": "uri", "description": "the id of the request"},
        "errors": {
            "type": "array",
            "description": "what to change",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
                "required": ["field", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass has no types
    """How the document says that a program sends a token."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token (RFC 6750)."""
        return {"type": "http", "scheme": "bearer", "bearerFormat": "pm_user_…"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the same
    """How the document says that a browser is signed in."""

    target_class = "api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The site's cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "platemark_session"}


@dataclass(frozen=True)
class Operation:
    """A route with its method, as the page shows it. `ends_on` is empty where it stays."""

    identifier: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[tuple[str, str]]
    answer: str
    ends_on: str


def generate(urlconf: str = "reviews_site.urls") -> dict[str, Any]:
    """The document of the code of these routes."""
    generator = SchemaGenerator(urlconf=urlconf)  # type: ignore[no-untyped-call]  # it has no types
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the same
    return document


def as_text() -> str:
    """The document of the code as it is kept."""
    return written(generate())


def written(document: Mapping[str, Any]) -> str:
    """A document as a text: a line each, so that a change can be read."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def kept_text() -> str:
    """The document that is kept."""
    return KEPT.read_text()


@lru_cache(maxsize=1)
def kept() -> dict[str, Any]:
    """The document that is kept, read."""
    document: dict[str, Any] = json.loads(kept_text())
    return document


def only_versioned(endpoints: list[Any], **_: Any) -> list[Any]:
    """A hook: the routes below a version, without the document itself."""
    return [each for each in endpoints if each[0].startswith(_VERSIONED) and not each[0].endswith("openapi.json")]


def add_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """A hook: every operation may answer with a problem, and a read with nothing where it is known already."""
    result["components"]["schemas"]["Problem"] = _PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in result["paths"].values():
        for method, operation in methods.items():
            if method == "get":
                operation["responses"]["304"] = {"description": "It is what `If-None-Match` names."}
            operation["responses"]["default"] = {"description": "A problem.", "content": content}
    return result


def operations_by_tag(document: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """Every operation of the document, by what it is about."""
    found: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            answers = [each for status, each in sorted(operation["responses"].items()) if status.startswith("2")]
            found.setdefault(operation["tags"][0], []).append(
                Operation(
                    operation["operationId"],
                    method.upper(),
                    path,
                    operation.get("summary", ""),
                    operation.get("description", ""),
                    [(each["name"], _meaning(each)) for each in operation.get("parameters", [])],
                    _name_of(answers[0]),
                    operation.get("x-sunset", ""),
                )
            )
    return found


def components(document: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Every schema with its fields: name, type and what it is."""
    return [
        (name, [(field, _type(each), each.get("description", "")) for field, each in schema["properties"].items()])
        for name, schema in sorted(document["components"]["schemas"].items())
        if "properties" in schema
    ]


def _meaning(parameter: Mapping[str, Any]) -> str:
    """What a parameter is, and the values that it may have."""
    schema = parameter["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum")
    meaning = parameter.get("description") or "names what the route is about"
    return f"{meaning}: {', '.join(values)}" if values else meaning


def _name_of(answer: Mapping[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _type(schema: Mapping[str, Any]) -> str:
    """The type in words, such as `list of Review, or null`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("allOf", "oneOf", "anyOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_type(each) for each in schema[key]))
    if "enum" in schema:
        return " or ".join("null" if each is None else f"“{each}”" for each in schema["enum"])
    types = schema.get("type", "anything")
    names = [types] if isinstance(types, str) else list(types)
    if "array" in names:
        names[names.index("array")] = f"list of {_type(schema['items'])}"
    return " or ".join(names) + (f" ({schema['format']})" if "format" in schema else "")
