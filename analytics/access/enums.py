"""Enumerations of the access log and of statements."""

from enum import StrEnum


class AccessKind(StrEnum):
    """How data left the store."""

    READ = "read"
    EXPORT = "export"
    OBJECT = "object"


class StatementOutcome(StrEnum):
    """What became of a statement that somebody wrote at the console."""

    CHECKED = "checked"
    RAN = "ran"
    REFUSED = "refused"
    FAILED = "failed"
