"""Words of the access log."""

from enum import StrEnum


class Kind(StrEnum):
    """How data left the store."""

    READ = "read"
    EXPORT = "export"
    OBJECT = "object"
