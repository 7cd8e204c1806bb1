"""The three environments. What a role reaches differs between them, and nothing else about it does."""

from enum import StrEnum


class Environment(StrEnum):
    """Where an installation stands, by what is in its stores."""

    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"

    @property
    def data(self) -> str:
        """What the stores hold there, in words."""
        return {"dev": "generated people", "staging": "a scrubbed copy", "prod": "real people"}[self.value]
