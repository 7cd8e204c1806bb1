"""The three environments. What a role reaches differs between them."""

from enum import StrEnum


class Environment(StrEnum):
    """The environment of an installation, which decides what its stores hold."""

    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"

    @property
    def data(self) -> str:
        """What the stores hold, for pages."""
        return {"dev": "generated people", "staging": "a scrubbed copy", "prod": "real people"}[self.value]
