"""A WSGI application that says what reached it: the environment's texts, and the length of the body."""

import json
from collections.abc import Iterable
from typing import Any


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with JSON, once the body is read."""
    said = {name: value for name, value in environ.items() if isinstance(value, str)}
    said["body"] = str(len(environ["wsgi.input"].read()))
    answer = json.dumps(said).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]
