"""Each attack names a protection by `@pytest.mark.protection("name")`; `make attack-proof` switches that off."""

from pathlib import Path

import pytest

from tests.attacks.proof import AttackProof
from tests.attacks.protections import PROTECTIONS


def pytest_configure(config: pytest.Config) -> None:
    """Under `--attack-proof`, have red wanted."""
    if config.getoption("--attack-proof"):
        config.pluginmanager.register(AttackProof(config, PROTECTIONS, Path(__file__).parent))
