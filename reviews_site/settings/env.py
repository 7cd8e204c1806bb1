"""Reads settings from the environment and from secret files. Typed, and loud when something is missing.

A setting NAME comes from the variable NAME, from the file that <NAME>_FILE names, or from the file `name` (lower case)
in the process's own secrets folder, in that order.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

REPOSITORY = Path(__file__).resolve().parents[2]


def secrets_folder() -> Path | None:
    """The folder of this process's own secret files, if there is one.

    A command started by hand finds its slice below `var/secrets`, where `make run` laid it out.
    """
    if named := os.environ.get("PLATEMARK_SECRETS"):
        return Path(named)
    var = Path(os.environ.get("PLATEMARK_VAR", REPOSITORY / "var"))
    folder = var / "secrets" / os.environ.get("PLATEMARK_PROCESS", "migrator")
    return folder if folder.is_dir() else None


def optional(name: str, default: str = "") -> str:
    """The setting, or `default` where it is nowhere set."""
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        return _read(name, Path(path))
    folder = secrets_folder()
    if folder and (folder / name.lower()).is_file():
        return _read(name, folder / name.lower())
    return default


def required(name: str, tells: str) -> str:
    """The setting, or an error that says what it is for.

    Raises:
        ImproperlyConfigured: it is nowhere set.
    """
    if value := optional(name):
        return value
    raise ImproperlyConfigured(
        f"{name} is not set: {tells} Set {name}, or {name}_FILE to a file that holds it. See .env.example."
    )


def whole_number(name: str, default: int) -> int:
    """The setting as a whole number."""
    value = optional(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number, such as {default}.") from None


def one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    """The setting, which is one of a few words."""
    value = optional(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
    return value


def listed(name: str, default: str = "") -> list[str]:
    """The setting as a list, split at commas."""
    return [part.strip() for part in optional(name, default).split(",") if part.strip()]


def _read(name: str, path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(
            f"{name} should come from {path}, which can't be read: {problem.strerror}."
        ) from None
