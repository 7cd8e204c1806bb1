"""Attack: somebody who knows the name of a session, and not the key, plays the provider."""

import time
from typing import Any

import pytest
from django.test import Client

from reviews_site.celery import app
from tests.accounts.senders import SENDERS, hear
from tests.accounts.users import member

FORGERIES = ["", "t={now},v1=" + "0" * 64, "t={now},v1={empty}"]
# HMAC-SHA256 with an empty key over nothing: what a verifier that lost its key would accept.
EMPTY = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"


@pytest.mark.protection("webhook_signature")
@pytest.mark.parametrize("forgery", FORGERIES)
@pytest.mark.parametrize("provider", SENDERS)
@pytest.mark.django_db
def test_an_unsigned_message_wakes_nobody(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, provider: str, forgery: str
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: woken.append(name))
    sender = SENDERS[provider]
    hear(sender, monkeypatch, settings)
    body = sender.message(sender.session(member("ada")).provider_session_id)
    headers: dict[str, str] = {sender.header: forgery.format(now=int(time.time()), empty=EMPTY)}
    answer: Any = client.generic("POST", "/webhooks/identity/", body, headers=headers)
    assert (answer.status_code, woken) == (400, [])
