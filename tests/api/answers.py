"""Asks the API as a program does, and compares what it answers with the document that it publishes."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from django.test import Client

from api import schema
from reviews_site.web.discovery import absolute


def get_json(client: Client, path: str, status: int = 200, **headers: str) -> Any:
    """The body of an answer that has this status and fits the document."""
    answer = client.get(path, headers=headers)
    assert answer.status_code == status, answer.content
    check(path, answer)
    return answer.json() if answer.content else None


def check(path: str, answer: Any, method: str = "get", *, of: dict[str, Any] | None = None) -> None:
    """Compare an answer with what the document, or another one, says of its route.

    Raises:
        jsonschema.ValidationError: the answer has another form.
    """
    openapi = of or schema.kept()
    documented = operation_of(path, method, openapi)["responses"]
    of_status = documented.get(str(answer.status_code), documented["default"])
    content = of_status.get("content", {})
    if not content:
        assert answer.content == b""
        return
    kind = answer.headers["Content-Type"]
    assert kind in content
    document = {**content[kind]["schema"], "components": openapi["components"]}
    jsonschema.Draft202012Validator(document).validate(answer.json())


def operation_of(path: str, method: str, openapi: dict[str, Any]) -> dict[str, Any]:
    """What the document says of the route that a path leads to."""
    asked = urlsplit(path).path
    for template, methods in openapi["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), asked) and method in methods:
            operation: dict[str, Any] = methods[method]
            return operation
    raise LookupError(path)


def pages(client: Client, path: str) -> Iterator[list[Any]]:
    """The items of each page, following `next` to the end."""
    while path:
        found = get_json(client, path)
        yield found["items"]
        assert not found["next"] or found["next"].startswith(absolute("/api/"))
        path = (found["next"] or "").removeprefix(absolute(""))
