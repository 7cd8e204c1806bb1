"""The gateway's routes, and a program that may ask every model."""

from collections.abc import Iterator

import pytest

from tests.gateway.programs import GatewayClient, gateway_settings, service_token


@pytest.fixture
def routes() -> Iterator[None]:
    """The settings of the process `gateway`."""
    with gateway_settings():
        yield


@pytest.fixture
def program(db: None, routes: None) -> GatewayClient:
    """A program with a token for every model."""
    return GatewayClient(service_token())
