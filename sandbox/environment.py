"""Reads what a program needs from its environment, and says in a sentence what is missing or wrong."""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path

MINIMUM_SECRET_LENGTH = 16
MINIMUM_KEY_BYTES = 32


class BadEnvironment(Exception):
    """A variable is missing or unusable; the message says which, and what to set."""


def required(environ: Mapping[str, str], name: str) -> str:
    """The variable `name`, or the content of the file that `<NAME>_FILE` names."""
    if value := environ.get(name, "").strip():
        return value
    if path := environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise BadEnvironment(f"{name}_FILE names {path}, which cannot be read: {problem.strerror}.") from None
    raise BadEnvironment(f"{name} is not set. Set {name}, or {name}_FILE to a file that holds it.")


def port(environ: Mapping[str, str], name: str) -> int:
    """A TCP port to listen on."""
    value = required(environ, name)
    if not (value.isascii() and value.isdigit() and 0 < int(value) <= 65535):
        raise BadEnvironment(f"{name} is {value!r}; it must be a port, a whole number from 1 to 65535.")
    return int(value)


def secret(environ: Mapping[str, str], name: str) -> str:
    """A secret that is sent as text."""
    value = required(environ, name)
    if len(value) < MINIMUM_SECRET_LENGTH or not value.isascii():
        raise BadEnvironment(f"{name} must be at least {MINIMUM_SECRET_LENGTH} plain ASCII characters.")
    return value


def key(environ: Mapping[str, str], name: str) -> bytes:
    """A key, written in base64."""
    try:
        material = base64.b64decode(required(environ, name), validate=True)
    except (binascii.Error, ValueError):
        raise BadEnvironment(f"{name} must be written in base64.") from None
    if len(material) < MINIMUM_KEY_BYTES:
        raise BadEnvironment(f"{name} must hold at least {MINIMUM_KEY_BYTES} bytes, written in base64.")
    return material


def seconds(environ: Mapping[str, str], name: str, *, default: float) -> float:
    """A duration from 0 to 3600 seconds; `default` where the variable is not set."""
    value = environ.get(name, str(default))
    try:
        duration = float(value)
    except ValueError:
        duration = -1.0
    if not 0 <= duration <= 3600:
        raise BadEnvironment(f"{name} is {value!r}; it must be a number of seconds from 0 to 3600.")
    return duration
