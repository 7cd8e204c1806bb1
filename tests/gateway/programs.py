"""Programs that ask the gateway: with the test client, as the process `gateway` and its login."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.test import Client, override_settings
from django.urls import clear_url_caches
from django.utils import timezone

from mlmodels.gateway import tokens
from mlmodels.gateway.models import SERVED
from reviews_site.settings.realms import realm_settings
from tests.conftest import playing


class GatewayClient(Client):
    """A program with a token, or with none."""

    def __init__(self, token: str = "") -> None:
        super().__init__(raise_request_exception=False)
        self.token = token

    def request(self, **request: Any) -> Any:
        if self.token:
            request.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.token}")
        with playing("gateway"):
            return super().request(**request)

    def infer(self, model: str, *inputs: dict[str, Any], **more: Any) -> Any:
        """Post a request of JSON."""
        return self.send(model, json.dumps({"inputs": list(inputs), **more}).encode())

    def send(self, model: str, body: bytes, content_type: str = "application/json", **headers: str) -> Any:
        """Post a body as it stands."""
        return self.post(f"/v2/models/{model}/infer", body, content_type=content_type, headers=headers or None)


@contextmanager
def gateway_settings() -> Iterator[None]:
    """The routes and middleware of the process `gateway`."""
    with override_settings(**realm_settings("gateway", {})):
        clear_url_caches()
        yield
    clear_url_caches()


def service_token(*models: str, service: str = "menu-planner", days: float = 30) -> str:
    """A new token of a service; of all models where none is named."""
    expires_at = timezone.now() + timedelta(days=days)
    return tokens.create(service=service, models=models or SERVED, expires_at=expires_at)


def text_input(*texts: str, name: str = "text") -> dict[str, Any]:
    """A tensor of texts as JSON."""
    return {"name": name, "shape": [len(texts)], "datatype": "BYTES", "data": list(texts)}
