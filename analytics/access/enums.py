"""Enumerations of the access log."""

from enum import StrEnum


class AccessKind(StrEnum):
    """How data left the store."""

    READ = "read"
    EXPORT = "export"
    OBJECT = "object"
