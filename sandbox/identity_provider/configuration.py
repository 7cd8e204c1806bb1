"""What the provider reads from its environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox import environment


@dataclass(frozen=True)
class Configuration:
    """PORT, PROVIDER_API_SECRET (text), PROVIDER_WEBHOOK_SECRET (base64), PROVIDER_DELAY_SECONDS (5)."""

    port: int
    api_secret: str = field(repr=False)
    webhook_key: bytes = field(repr=False)
    delay_seconds: float

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Configuration":
        """The configuration.

        Raises:
            environment.BadEnvironment: a variable is missing or unusable.
        """
        return cls(
            port=environment.port(environ, "PORT"),
            api_secret=environment.secret(environ, "PROVIDER_API_SECRET"),
            webhook_key=environment.key(environ, "PROVIDER_WEBHOOK_SECRET"),
            delay_seconds=environment.seconds(environ, "PROVIDER_DELAY_SECONDS", default=5),
        )
