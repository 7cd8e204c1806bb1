"""Where this room's modules find `private_rows`, which is below it because tokens of accounts need it too."""

from accounts.private_rows import private_rows

__all__ = ["private_rows"]
