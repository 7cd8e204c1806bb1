"""Each attack names a protection by `@pytest.mark.protection("name")`; `make attack-proof` switches that off."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests import servers
from tests.attacks.proof import AttackProof
from tests.attacks.protections import PROTECTIONS


def pytest_configure(config: pytest.Config) -> None:
    """Under `--attack-proof`, have red wanted."""
    if config.getoption("--attack-proof"):
        config.pluginmanager.register(AttackProof(config, PROTECTIONS, Path(__file__).parent))


@pytest.fixture
def overseer() -> Iterator["redis.Redis"]:
    """Whoever holds the throwaway Valkey: everything is open to them. The run's workers share it."""
    with redis.Redis.from_url(servers.facts()["valkey"], single_connection_client=True) as client:
        client.flushall()
        yield client
        client.flushall()
