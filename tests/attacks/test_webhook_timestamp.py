"""Attack: somebody recorded a genuine message of the provider, and plays it again later."""

import json
import time
from typing import Any

import pytest
from django.test import Client

from reviews_site.celery import app
from reviews_site.crypto.signing import sign
from reviews_site.processes import Purpose
from tests.accounts.conftest import opened_session
from tests.accounts.people import member


@pytest.mark.protection("webhook_timestamp")
@pytest.mark.parametrize("seconds_ago", [301, 86_400, -301])
@pytest.mark.django_db
def test_a_recorded_message_is_worth_nothing_later(
    client: Client, monkeypatch: pytest.MonkeyPatch, seconds_ago: int
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_options: woken.append(name))
    session = opened_session(member("ada"))
    body = json.dumps({"session": session.provider_session_id}).encode()
    genuine = sign(Purpose.WEBHOOK_VERIFICATION, body, at=int(time.time()) - seconds_ago)
    answer: Any = client.generic("POST", "/webhooks/identity/", body, headers={"Platemark-Signature": genuine})
    assert (answer.status_code, woken) == (400, [])
