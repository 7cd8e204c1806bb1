"""Attack: somebody who knows the name of a session, and not the key, plays the provider."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from reviews_site.celery import app
from tests.accounts.conftest import opened_session
from tests.accounts.people import member

FORGERIES = ["", "t={now},v1=" + "0" * 64, "t={now},v1={empty}"]
# HMAC-SHA256 with an empty key over nothing: what a verifier that lost its key would accept.
EMPTY = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"


@pytest.mark.protection("webhook_signature")
@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.django_db
def test_an_unsigned_message_wakes_nobody(client: Client, monkeypatch: pytest.MonkeyPatch, forgery: str) -> None:
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: woken.append(name))
    session = opened_session(member("ada"))
    body = json.dumps({"session": session.provider_session_id}).encode()
    headers: dict[str, str] = {"Platemark-Signature": forgery.format(now=int(time.time()), empty=EMPTY)}
    answer: Any = client.generic("POST", "/webhooks/identity/", body, headers=headers)
    assert (answer.status_code, woken) == (400, [])
