"""Attack: counts of the site's requests are asked for without the token, with a wrong one, and where none is set."""

import pytest
from django.test import Client
from pytest_django import Settings


@pytest.mark.protection("metrics_token")
@pytest.mark.parametrize(("token", "given"), [("", ""), ("", "Bearer "), ("right", ""), ("right", "Bearer wrong")])
def test_counts_are_nobodys_without_the_token(client: Client, settings: Settings, token: str, given: str) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": given} if given else {}).status_code == 404
